"""`mediasvc`: what organisers and operators do on the command line."""
