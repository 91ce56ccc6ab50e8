"""``python -m contested``: the command, where no script of that name is on the path."""

from contested.cli import main

if __name__ == "__main__":
    main()
