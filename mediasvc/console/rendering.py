"""What the templates of this package make."""

from mediasvc.delivery.rendering import Templates

PACKAGE = "mediasvc.console"
render = Templates(PACKAGE).render
