/**
 * The headings above a passage and what people call the place, said once: a heading that is the place, or begins with it
 * (`5.2.2 供油间隔` for 5.2.2), is not followed by it, no heading is repeated, and the document's title, which every view
 * shows above, is left out.
 * @example
 * placeParts(['人才安居办法', '第二章'], '第八条', '人才安居办法') // ['第二章', '第八条']
 */
export function placeParts(path: readonly string[], locator: string, title: string): readonly string[] {
  const headings = path.filter((part, index) => part !== '' && part !== title && path.indexOf(part) === index)
  const said = locator === '' || headings.some((part) => part === locator) || (headings.at(-1)?.startsWith(locator) ?? false)
  return said ? headings : [...headings, locator]
}
