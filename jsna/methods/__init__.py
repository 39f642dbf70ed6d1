"""Statistical methods: arrays in, arrays out, one module a statistic."""
