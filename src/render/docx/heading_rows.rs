//! Marks heading rows, so that they come again on every page. docx-rs 0.4 has no word for it, hence on the XML.
//!
//! Safe on any text: `<` inside a text is `&lt;` by then, so a tag found is a tag.

/// Adds `<w:tblHeader/>` (ECMA-376 17.4.78) to the first `rows` rows of the table number `table`, counted from zero.
/// `None` if there are not that many tables or rows.
pub(super) fn repeat(document: &[u8], table: usize, rows: usize) -> Option<Vec<u8>> {
    let xml = std::str::from_utf8(document).ok()?;
    let (start, _) = xml.match_indices("<w:tbl>").nth(table)?;
    let (before, mut rest) = xml.split_at_checked(start)?;
    let mut marked = String::with_capacity(xml.len().saturating_add(rows.saturating_mul(16)));
    marked.push_str(before);
    for _ in 0..rows {
        let (head, row) = rest.split_once("<w:tr>")?;
        if head.contains("</w:tbl>") {
            return None;
        }
        marked.push_str(head);
        marked.push_str("<w:tr><w:trPr><w:tblHeader/>");
        rest = match row.strip_prefix("<w:trPr>") {
            Some(properties) => properties,
            None => {
                marked.push_str("</w:trPr>");
                row.strip_prefix("<w:trPr />").or_else(|| row.strip_prefix("<w:trPr/>"))?
            }
        };
    }
    marked.push_str(rest);
    Some(marked.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "<w:tbl><w:tr><w:trPr /></w:tr></w:tbl><w:tbl><w:tr><w:trPr><w:cantSplit /></w:trPr>A</w:tr>\
                       <w:tr><w:trPr />B</w:tr></w:tbl>";

    #[test]
    fn only_the_heading_rows_of_the_list_are_marked() {
        let marked = String::from_utf8(repeat(TWO.as_bytes(), 1, 2).unwrap()).unwrap();
        assert_eq!(
            marked,
            "<w:tbl><w:tr><w:trPr /></w:tr></w:tbl><w:tbl><w:tr><w:trPr><w:tblHeader/><w:cantSplit /></w:trPr>A</w:tr>\
             <w:tr><w:trPr><w:tblHeader/></w:trPr>B</w:tr></w:tbl>",
            "the letterhead stays, the properties that were there stay"
        );
    }

    #[test]
    fn a_document_of_another_shape_is_told_and_not_left_without_its_headings() {
        assert_eq!(repeat(TWO.as_bytes(), 2, 1), None, "no third table");
        assert_eq!(repeat(TWO.as_bytes(), 0, 2), None, "the row of another table is none of this one");
        assert_eq!(repeat(b"<w:tbl><w:tr>bare", 0, 1), None, "rows without properties are not docx-rs's");
    }
}
