const [quote, escape, opens, closes, lists, ends, comma] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c]

/**
 * One element of a JSON list, without reading the others.
 * @param json a list, as `JSON.stringify` writes it
 * @param at which element, from 0
 * @example
 * jsonElement('[{"a":1},{"a":2}]', 1) // { a: 2 }
 */
export function jsonElement(json: string, at: number): unknown {
  let depth = 0
  let from = 1
  let left = at
  for (let place = 0; place < json.length; place++) {
    const unit = json.charCodeAt(place)
    if (unit === quote) place = endOfString(json, place)
    else if (unit === opens || unit === lists) depth++
    else if (unit === closes || unit === ends) depth--
    // Behind the last element, too, one ends.
    if ((unit === comma && depth === 1) || depth === 0) {
      if (left === 0) return from < place ? JSON.parse(json.slice(from, place)) : undefined
      left--
      from = place + 1
    }
  }
  return undefined
}

function endOfString(json: string, start: number): number {
  let end = start
  for (;;) {
    end = json.indexOf('"', end + 1)
    if (end < 0) return json.length
    let escapes = 0
    while (json.charCodeAt(end - 1 - escapes) === escape) escapes++
    if (escapes % 2 === 0) return end
  }
}
