"""打診: asking offices without a name, their answers, named disclosure step by step, visits, the decision."""
