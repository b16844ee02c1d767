"""What the templates of this package make."""

from mediasvc.delivery.rendering import Templates

_TEMPLATES = Templates("mediasvc.web")
render, render_xml = _TEMPLATES.render, _TEMPLATES.render_xml
