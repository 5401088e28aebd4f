"""What is right, told a second time: histories, a generator of them, and what each reader is answered; no product."""
