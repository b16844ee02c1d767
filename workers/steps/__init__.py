"""The steps of a build, a module each. A step is idempotent: what it made once is found again by its key."""
