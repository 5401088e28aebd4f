"""`python -m samverka_services.cli`."""

from samverka_services.cli import main

main()
