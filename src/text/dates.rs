//! How is a date printed?

use super::Catalogue;

/// The month of an ISO 8601 date in words, such as `Mar 2027`; the date itself if it is not one.
pub fn month(words: &Catalogue, iso: &str) -> String {
    let mut parts = iso.split('-');
    let (Some(year), Some(month)) = (parts.next(), parts.next()) else {
        return iso.to_owned();
    };
    let name = month.parse::<usize>().ok().and_then(|m| words.months().get(m.wrapping_sub(1)));
    name.map_or_else(|| iso.to_owned(), |name| [name, " ", year].concat())
}

/// An ISO 8601 date so many months later, on the first of its month; the date itself if it is not one.
pub fn later(iso: &str, months: u32) -> String {
    let mut parts = iso.split('-').map(str::parse::<u32>);
    let (Some(Ok(year)), Some(Ok(month))) = (parts.next(), parts.next()) else {
        return iso.to_owned();
    };
    let all = year * 12 + month.saturating_sub(1) + months;
    format!("{}-{:02}-01", all / 12, all % 12 + 1)
}

/// The year of an ISO 8601 date.
pub fn year(iso: &str) -> &str {
    iso.split('-').next().unwrap_or(iso)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_words() {
        let words = Catalogue::of("en");
        assert_eq!(month(words, "2027-03-01"), "Mar 2027");
        assert_eq!(month(words, "soon"), "soon");
        assert_eq!(later("2027-11-01", 2), "2028-01-01");
        assert_eq!(later("2027-01-01", 11), "2027-12-01");
        assert_eq!(later("soon", 11), "soon");
        assert_eq!(month(words, "2027-13-01"), "2027-13-01");
        assert_eq!(year("2027-03-01"), "2027");
    }
}
