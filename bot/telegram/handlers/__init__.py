"""Updates to use cases to screens: handlers translate, they do not decide."""
