"""`python -m mediasvc` is `mediasvc`."""

from mediasvc.cli import main

main()
