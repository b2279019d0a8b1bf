"""The program: `minikctl`, or `python -m minikctl`."""

import gc


def main() -> None:
    """Runs the command line of this process and ends it."""
    gc.disable()  # a command ends before there is anything to collect: importing costs less
    from minikctl import cli  # after that

    cli.main()


if __name__ == "__main__":
    main()
