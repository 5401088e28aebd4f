"""What has been decided and has happened, told in words: for whoever audits it."""
