//! How is a date printed?

use super::Catalogue;

/// The month of an ISO 8601 date in words, such as `Mar 2027`; the date itself if it is not one.
#[must_use]
pub fn month(words: &Catalogue, iso: &str) -> String {
    let mut parts = iso.split('-');
    let (Some(year), Some(month)) = (parts.next(), parts.next()) else {
        return iso.to_owned();
    };
    let name = month.parse::<usize>().ok().and_then(|m| words.months().get(m.wrapping_sub(1)));
    name.map_or_else(|| iso.to_owned(), |name| [name, " ", year].concat())
}

/// The year of an ISO 8601 date.
#[must_use]
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
        assert_eq!(month(words, "2027-13-01"), "2027-13-01");
        assert_eq!(year("2027-03-01"), "2027");
    }
}
