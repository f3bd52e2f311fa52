/** What a new project says of itself in its manifest. */
export type ManifestNames = Readonly<{
  name: string
  /** Absent: the template's own title stays. */
  title?: string
  /** Path of the JSON Schema from the manifest; absent: the line that names one is dropped. */
  schema?: string
}>

/**
 * Puts names into the text of a `solution.yaml` and leaves everything else, comments above all, as it is.
 * @throws Error when the text has no `name:` or `title:` line: every template has both
 */
export function nameManifest(text: string, { name, title, schema }: ManifestNames): string {
  const lines = withSchema(text.split('\n'), schema)
  const named = withSetting(lines, 'name', name)
  // JSON's strings are YAML's double-quoted ones, so no title can break out of its place.
  return (title === undefined ? named : withSetting(named, 'title', JSON.stringify(title))).join('\n')
}

function withSchema(lines: readonly string[], schema: string | undefined): string[] {
  return lines.flatMap((line) => {
    const [, before] = /^(#\s*yaml-language-server:\s*\$schema=)/.exec(line) ?? []
    if (before === undefined) return [line]
    return schema === undefined ? [] : [before + schema]
  })
}

/** Replaces a top-level setting, with the lines that belong to it, and keeps the comment after it. */
function withSetting(lines: readonly string[], key: string, value: string): string[] {
  const at = lines.findIndex((line) => line.startsWith(`${key}:`))
  const line = lines[at]
  if (line === undefined) throw new Error(`the template's solution.yaml has no ${key}`)
  let end = at + 1
  while (/^\s+\S/.test(lines[end] ?? '')) end++
  const [comment = ''] = /\s+#[^"'{}]*$/.exec(line) ?? []
  return [...lines.slice(0, at), `${key}: ${value}${comment}`, ...lines.slice(end)]
}
