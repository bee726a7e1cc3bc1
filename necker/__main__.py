"""`python -m necker`."""

from necker.cli.main import run

if __name__ == "__main__":
    run()
