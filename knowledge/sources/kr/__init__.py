"""The Korean officials: 식품의약품안전처 and 건강보험심사평가원."""
