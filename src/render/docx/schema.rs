//! Puts the children of property elements into the order of the schema (ECMA-376 part 1, `wml.xsd`).
//!
//! docx-rs 0.4 writes them in its own order, which LibreOffice accepts and a validator does not; Word guarantees
//! nothing. Pitfall: this reads only what docx-rs wrote, where `<` in a text is `&lt;` and there is no CDATA.

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

/// An element that is still open.
struct Element<'a> {
    name: &'a str,
    /// Where it begins in what was written, and where what it holds does.
    start: usize,
    inner: usize,
    /// The order of its children, where they have one.
    order: Option<&'static str>,
    /// Each child: its place in that order, and where it begins. What is not in the order comes first.
    children: Vec<(Option<usize>, usize)>,
}

/// What is written so far, and which elements are open in it.
struct Writer<'a> {
    out: String,
    open: Vec<Element<'a>>,
}

/// The part in the schema's order, in one pass; `None` if it is not well-formed.
pub(super) fn in_order(part: &[u8]) -> Option<Vec<u8>> {
    let mut rest = std::str::from_utf8(part).ok()?;
    let mut writer = Writer { out: String::with_capacity(rest.len()), open: Vec::with_capacity(DEEPEST) };
    while let Some(start) = rest.find('<') {
        let (text, from) = rest.split_at_checked(start)?;
        let (tag, after) = from.split_at_checked(from.find('>')?.checked_add(1)?)?;
        rest = after;
        if !text.is_empty() {
            writer.child("");
            writer.out.push_str(text);
        }
        if tag.starts_with("<?") || tag.starts_with("<!") {
            writer.child("");
            writer.out.push_str(tag);
        } else if let Some(name) = tag.strip_prefix("</") {
            writer.close(name.strip_suffix('>')?, tag)?;
        } else {
            writer.open(tag)?;
        }
    }
    writer.child("");
    writer.out.push_str(rest);
    writer.open.is_empty().then_some(writer.out.into_bytes())
}

impl<'a> Writer<'a> {
    /// Notes that a child of the innermost element begins here; a text has no name.
    fn child(&mut self, name: &str) {
        if let Some(parent) = self.open.last_mut()
            && let Some(order) = parent.order
        {
            let place = order.split_ascii_whitespace().position(|one| one == name);
            parent.children.push((place, self.out.len()));
        }
    }

    fn open(&mut self, tag: &'a str) -> Option<()> {
        let name = tag.get(1..)?.split([' ', '/', '>']).next()?;
        self.child(name);
        let start = self.out.len();
        // CT_TblGridCol has a width and no unit.
        if name == "w:gridCol" {
            self.out.push_str(&tag.replace(" w:type=\"dxa\"", ""));
        } else {
            self.out.push_str(tag);
        }
        if tag.ends_with("/>") {
            self.drop_empty(name, start);
            return Some(());
        }
        let order = ORDERS.iter().find(|(parent, _)| *parent == name).map(|(_, order)| *order);
        self.open.push(Element { name, start, inner: self.out.len(), order, children: Vec::new() });
        (self.open.len() < DEEPEST).then_some(())
    }

    fn close(&mut self, name: &str, tag: &str) -> Option<()> {
        let element = self.open.pop()?;
        if element.name != name {
            return None;
        }
        let is_empty = self.out.len() == element.inner;
        if !element.children.is_sorted_by_key(|(place, _)| *place) {
            self.sort(&element)?;
        }
        self.out.push_str(tag);
        if is_empty {
            self.drop_empty(name, element.start);
        }
        Some(())
    }

    /// Puts the children of an element, the last thing that was written, into their order.
    fn sort(&mut self, element: &Element<'_>) -> Option<()> {
        let inner = self.out.split_off(element.inner);
        let ends =
            element.children.iter().skip(1).map(|(_, start)| *start).chain([element.inner.checked_add(inner.len())?]);
        let mut children: Vec<_> = element.children.iter().zip(ends).collect();
        children.sort_by_key(|((place, _), _)| *place);
        for ((_, start), end) in children {
            self.out.push_str(inner.get(start.checked_sub(element.inner)?..end.checked_sub(element.inner)?)?);
        }
        Some(())
    }

    /// Removes an empty element without content: a style's paragraph properties must not contain run properties.
    fn drop_empty(&mut self, name: &str, start: usize) {
        if let Some(parent) = self.open.last_mut()
            && (parent.name, name) == ("w:pPr", "w:rPr")
        {
            parent.children.pop();
            self.out.truncate(start);
        }
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
