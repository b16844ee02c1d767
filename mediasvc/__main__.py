"""`python -m mediasvc` is `mediasvc`."""

from mediasvc.cli.app import main

main()
