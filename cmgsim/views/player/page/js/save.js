const saveView = { mount() {}, show() {}, layout() {} };
