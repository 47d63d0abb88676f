const quizView = { mount() {}, show() {}, layout() {} };
