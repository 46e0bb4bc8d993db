//! Puts the children of property elements into the order of the schema (ECMA-376 part 1, `wml.xsd`).
//!
//! docx-rs 0.4 writes them in its own order, which LibreOffice forgives and a validator does not; Word promises
//! nothing. Pitfall: this reads only what docx-rs wrote, where `<` in a text is `&lt;` and no CDATA exists.

/// Elements whose children have an order, with that order as far as docx-rs writes them.
const ORDERS: [(&str, &str); 7] = [
    (
        "w:pPr",
        "w:pStyle w:keepNext w:keepLines w:pageBreakBefore w:framePr w:widowControl w:numPr w:pBdr w:shd w:tabs \
         w:bidi w:adjustRightInd w:snapToGrid w:spacing w:ind w:contextualSpacing w:jc w:textDirection \
         w:textAlignment w:outlineLvl w:divId w:cnfStyle w:rPr w:sectPr w:pPrChange",
    ),
    (
        "w:rPr",
        "w:rStyle w:rFonts w:b w:bCs w:i w:iCs w:caps w:strike w:dstrike w:vanish w:color w:spacing w:w w:kern \
         w:position w:sz w:szCs w:highlight w:u w:bdr w:shd w:fitText w:vertAlign w:rtl w:cs w:lang w:specVanish",
    ),
    (
        "w:tblPr",
        "w:tblStyle w:tblpPr w:tblOverlap w:bidiVisual w:tblW w:jc w:tblCellSpacing w:tblInd w:tblBorders w:shd \
         w:tblLayout w:tblCellMar w:tblLook",
    ),
    (
        "w:tcPr",
        "w:cnfStyle w:tcW w:gridSpan w:hMerge w:vMerge w:tcBorders w:shd w:noWrap w:tcMar w:textDirection \
         w:tcFitText w:vAlign w:hideMark",
    ),
    (
        "w:sectPr",
        "w:headerReference w:footerReference w:footnotePr w:endnotePr w:type w:pgSz w:pgMar w:pgBorders \
         w:lnNumType w:pgNumType w:cols w:vAlign w:titlePg w:textDirection w:bidi w:docGrid",
    ),
    (
        "w:style",
        "w:name w:aliases w:basedOn w:next w:link w:uiPriority w:semiHidden w:unhideWhenUsed w:qFormat w:pPr w:rPr \
         w:tblPr w:trPr w:tcPr w:tblStylePr",
    ),
    ("w:settings", "w:zoom w:defaultTabStop w:evenAndOddHeaders w:characterSpacingControl w:compat w:docVars"),
];

/// How deep docx-rs nests; anything deeper is not ours.
const DEEPEST: usize = 64;

/// A piece of XML: an element with what it holds, or anything else as `open` alone.
struct Piece<'a> {
    name: &'a str,
    open: &'a str,
    inner: &'a str,
    close: &'a str,
}

/// The part in the schema's order; `None` if it is not well-formed.
pub(super) fn in_order(part: &[u8]) -> Option<Vec<u8>> {
    let xml = std::str::from_utf8(part).ok()?;
    let mut out = String::with_capacity(xml.len());
    write(xml, "", DEEPEST, &mut out)?;
    Some(out.into_bytes())
}

fn write(xml: &str, parent: &str, depth: usize, out: &mut String) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    let mut pieces = pieces(xml)?;
    if let Some((_, order)) = ORDERS.iter().find(|(name, _)| *name == parent) {
        pieces.sort_by_key(|piece| order.split_ascii_whitespace().position(|name| name == piece.name));
    }
    for piece in pieces {
        match (piece.name, parent) {
            // A style's paragraph properties must not hold run properties, and empty ones say nothing anywhere.
            ("w:rPr", "w:pPr") if piece.inner.is_empty() => {}
            // CT_TblGridCol has a width and no unit.
            ("w:gridCol", _) => out.push_str(&piece.open.replace(" w:type=\"dxa\"", "")),
            ("", _) => out.push_str(piece.open),
            (name, _) => {
                out.push_str(piece.open);
                write(piece.inner, name, depth, out)?;
                out.push_str(piece.close);
            }
        }
    }
    Some(())
}

/// The pieces of one level.
fn pieces(mut xml: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    while !xml.is_empty() {
        let start = xml.find('<').unwrap_or(xml.len());
        let (text, rest) = xml.split_at_checked(start)?;
        if !text.is_empty() {
            pieces.push(Piece { name: "", open: text, inner: "", close: "" });
        }
        if rest.is_empty() {
            break;
        }
        let end = rest.find('>')?.checked_add(1)?;
        let (open, after) = rest.split_at_checked(end)?;
        if open.starts_with("<?") || open.starts_with("<!") {
            pieces.push(Piece { name: "", open, inner: "", close: "" });
            xml = after;
            continue;
        }
        let name = open.get(1..)?.split([' ', '/', '>']).next()?;
        if open.ends_with("/>") {
            pieces.push(Piece { name, open, inner: "", close: "" });
            xml = after;
            continue;
        }
        let length = inner_length(after)?;
        let (inner, closing) = after.split_at_checked(length)?;
        let (close, next) = closing.split_at_checked(closing.find('>')?.checked_add(1)?)?;
        if close.get(2..)?.split('>').next()? != name {
            return None;
        }
        pieces.push(Piece { name, open, inner, close });
        xml = next;
    }
    Some(pieces)
}

/// How many octets come before the tag that closes the element just opened.
fn inner_length(xml: &str) -> Option<usize> {
    let mut depth: usize = 1;
    let mut from = 0;
    loop {
        let start = from + xml.get(from..)?.find('<')?;
        let end = start + xml.get(start..)?.find('>')?;
        let tag = xml.get(start..=end)?;
        if tag.starts_with("</") {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(start);
            }
        } else if !tag.ends_with("/>") && !tag.starts_with("<!") && !tag.starts_with("<?") {
            depth = depth.checked_add(1)?;
        }
        from = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(xml: &str) -> Option<String> {
        in_order(xml.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn properties_come_in_the_schemas_order_and_text_stays_where_it_is() {
        let written = "<?xml?><w:p><w:pPr><w:rPr /><w:jc w:val=\"left\" /><w:spacing /><w:pStyle /></w:pPr>\
                       <w:r><w:rPr><w:sz /><w:b /></w:rPr><w:t xml:space=\"preserve\"> a &lt;w:p&gt; b </w:t></w:r></w:p>";
        assert_eq!(
            ordered(written).unwrap(),
            "<?xml?><w:p><w:pPr><w:pStyle /><w:spacing /><w:jc w:val=\"left\" /></w:pPr>\
             <w:r><w:rPr><w:b /><w:sz /></w:rPr><w:t xml:space=\"preserve\"> a &lt;w:p&gt; b </w:t></w:r></w:p>",
            "order changes within properties only"
        );
        assert_eq!(
            ordered("<w:tblGrid><w:gridCol w:w=\"1\" w:type=\"dxa\" /></w:tblGrid>").unwrap(),
            "<w:tblGrid><w:gridCol w:w=\"1\" /></w:tblGrid>",
            "a grid column has no unit"
        );
    }

    #[test]
    fn what_is_not_well_formed_is_told() {
        for broken in ["<a>", "<a></b>", "<a", "<a><b></a></b>", &"<a>".repeat(10_000)] {
            assert_eq!(ordered(broken), None, "`{broken:.20}` is no XML of ours");
        }
        let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
        assert_eq!(ordered(&deep), None, "nor is a hundred levels");
    }
}
