//! Layout: what each of its rules does, and what no layout may change; and fixes.

mod fixes;
mod unchanged;

use super::fmt::format;

/// What a text is laid out as; that is also what comes of it once more.
#[track_caller]
fn laid_out(text: &str) -> String {
    let once = format(text).unwrap_or_else(|| panic!("not laid out: {text}"));
    let twice = format(&once).unwrap_or_else(|| panic!("not laid out again: {once}"));
    assert_eq!(twice, once, "laid out again it is another");
    once
}

#[track_caller]
fn becomes(before: &str, after: &str) {
    assert_eq!(laid_out(before), after);
    assert_eq!(laid_out(&before.replace('\n', "\r\n")), after.replace('\n', "\r\n"), "with Windows line ends");
}

#[test]
fn the_sample_and_our_own_specs_are_laid_out_already() {
    for spec in [
        include_str!("../../../hrms-kafka.toml"),
        include_str!("../../../tests/specs/minimal.toml"),
        include_str!("../../explain/everything.toml"),
    ] {
        assert_eq!(laid_out(spec), spec);
    }
}

#[test]
fn equals_signs_stand_under_one_another_as_far_as_keys_stand_together() {
    becomes("a=1\nlong = 2\n# about b\n  b\t=3\n\nc   = 4\n", "a    = 1\nlong = 2\n# about b\nb    = 3\n\nc = 4\n");
    becomes("[t]\nx . y=1\n\"a b\".'c'  =2\n", "[t]\nx.y       = 1\n\"a b\".\"c\" = 2\n");
    becomes("\"名\" = 1\n\"ab\" = 2\n\"é\" = 3\n", "\"名\" = 1\n\"ab\" = 2\n\"é\"  = 3\n");
}

#[test]
fn tables_have_one_empty_line_above_and_none_below_their_header() {
    becomes("\n\n[a]\n\n\nx = 1\n\n\n\ny = 2\n[ b . 'c' ]\n[[d]]\n\n\n", "[a]\nx = 1\n\ny = 2\n\n[b.\"c\"]\n\n[[d]]\n");
}

#[test]
fn comments_stay_with_what_they_speak_of() {
    becomes("x = 1\n# about b\n# more\n[b]\n", "x = 1\n\n# about b\n# more\n[b]\n");
    becomes("x = 1\n# of its own\n\n[b]\n", "x = 1\n# of its own\n\n[b]\n");
    becomes("[a]\n\n# about x\nx = 1\n", "[a]\n# about x\nx = 1\n");
    becomes("[a]\n\n# of its own\n\n\n[b]\n# the end", "[a]\n\n# of its own\n\n[b]\n# the end\n");
    becomes("# only\n\n\n  # comments  \n", "# only\n\n# comments\n");
}

#[test]
fn comments_behind_values_stand_under_one_another() {
    let aside = " ".repeat(super::fmt::ASIDE - "a = 1".len());
    becomes("a = 1 # one\nb = 2\t#two\n", &format!("a = 1{aside}# one\nb = 2{aside}#two\n"));
    becomes("[a]# one\nb = 1 # two\n", &format!("[a]  {aside}# one\nb = 1{aside}# two\n"));
    becomes(
        "a = 1 # one\nlonger = \"a value that reaches behind the column\" # two\n",
        "a      = 1                                          # one\n\
         longer = \"a value that reaches behind the column\"   # two\n",
    );
    let far = "x".repeat(70);
    becomes(&format!("a = 1 # one\nb = \"{far}\" # two\n"), &format!("a = 1{aside}# one\nb = \"{far}\"   # two\n"));
}

#[test]
fn a_comment_goes_on_in_the_line_below() {
    becomes(
        "a = 1   # one\n        # goes on\nb = 2 # two\n      # goes on\n# does not\n[c]  # three\n     # goes on\nd = 1\n",
        "a = 1                              # one\n                                   # goes on\nb = 2                              # two\n                                   # goes on\n\n# does not\n[c]                                # three\n                                   # goes on\nd = 1\n",
    );
}

#[test]
fn lists_stand_on_one_line_if_they_fit() {
    becomes(
        "a=[1,2 ,3,]\nb={x=1,y . z={ }}\nc=[ ]\nd=[\n\n]\n",
        "a = [1, 2, 3]\nb = { x = 1, y.z = {} }\nc = []\nd = []\n",
    );
    becomes("a = [\n1, 2]\n", "a = [\n    1,\n    2,\n]\n");
    becomes("a = [1,\n2]\n", "a = [1, 2]\n");
    becomes("a = {\n x = 1,\n y = 2,\n}\n", "a = { x = 1, y = 2 }\n");
    becomes("a = [[1], [\n2]]\n", "a = [\n    [1],\n    [\n        2,\n    ],\n]\n");
}

#[test]
fn lists_that_do_not_fit_have_an_item_a_line() {
    let item = "x".repeat(54);
    let (fits, long) = ("x".repeat(54), "x".repeat(130));
    becomes(&format!("a = ['{item}', '{fits}']\n"), &format!("a = [\"{item}\", \"{fits}\"]\n"));
    becomes(&format!("aa = ['{item}', '{fits}.']\n"), &format!("aa = [\n    \"{item}\",\n    \"{fits}.\",\n]\n"));
    becomes(&format!("a = {{ b = '{long}' }}\n"), &format!("a = {{ b = \"{long}\" }}\n"));
    becomes(&format!("a = {{\n bb = '{long}',c=1 }}\n"), &format!("a = {{\n    bb = \"{long}\",\n    c  = 1,\n}}\n"));
    becomes("a = { b = [\n1], c = 2 }\n", "a = { b = [\n    1,\n], c = 2 }\n");
}

#[test]
fn comments_within_lists_keep_their_places() {
    becomes(
        "a = [ # all\n # first\n\n\n1, # one\n2 # two\n, # after\n\n]\n",
        "a = [                              # all\n    # first\n\n    1,                             # one\n    2,                             # two\n    # after\n]\n",
    );
    becomes(
        "a = { # all\n x = 1, # one\n long = 2 }\n",
        "a = {                              # all\n    x    = 1,                      # one\n    long = 2,\n}\n",
    );
}

#[test]
fn quotes_are_double_unless_they_would_need_escapes() {
    becomes(
        "a = 'plain'\nb = 'say \"x\"'\nc = 'a\\b'\nd = \"it's\"\ne = ''\nf = '''x'''\ng = \"\\u00e9\"\n",
        "a = \"plain\"\nb = 'say \"x\"'\nc = 'a\\b'\nd = \"it's\"\ne = \"\"\nf = '''x'''\ng = \"\\u00e9\"\n",
    );
}

#[test]
fn texts_over_several_lines_are_left_alone() {
    becomes(
        "a = '''\n  x  \n\n\n\t# no comment\n''' # one\n",
        "a = '''\n  x  \n\n\n\t# no comment\n'''                                # one\n",
    );
    becomes("a = [\"\"\"x\n y\"\"\", 1]\n", "a = [\n    \"\"\"x\n y\"\"\",\n    1,\n]\n");
}

#[test]
fn a_byte_order_mark_stays_and_the_end_is_a_line_end() {
    assert_eq!(laid_out("\u{FEFF}a=1"), "\u{FEFF}a = 1\n");
    assert_eq!(laid_out("a=1\r\nb=2\r\nc=3\n"), "a = 1\r\nb = 2\r\nc = 3\r\n");
    assert_eq!(laid_out("a=1\r\nb=2\n"), "a = 1\nb = 2\n");
    assert_eq!(laid_out(""), "");
    assert_eq!(laid_out(" \n\n\t"), "");
}

#[test]
fn order_is_the_authors() {
    becomes("[b]\nx.a=1\ny=2\nx.b=3\n[a]\n[b.c]\n", "[b]\nx.a = 1\ny   = 2\nx.b = 3\n\n[a]\n\n[b.c]\n");
}

#[test]
fn what_is_no_toml_is_not_laid_out() {
    let deep = format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for text in ["a = ", "[a", "a = [1, 2", "a = 'x", "= 1", "a = {b = 1", "\u{1}", deep.as_str()] {
        assert_eq!(format(text), None, "{text:.20}");
    }
}
