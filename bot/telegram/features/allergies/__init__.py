"""What a person is allergic to: told, confirmed by a tap, and taken back."""
