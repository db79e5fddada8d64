"""How large pills are: the scale of a photo from a coin, a card, a ruler or a pill that is known."""
