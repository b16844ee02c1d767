"""Firefox and WebKitGTK as Debian ships them, which Playwright cannot drive."""
