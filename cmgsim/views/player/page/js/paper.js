function mountPaper() {}
