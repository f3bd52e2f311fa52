import { inspect } from 'node:util'

/**
 * Holds texts and objects to not containing a secret: as it is, in base64, escaped for a URL, or its last twelve characters.
 * Objects are looked through as a log would print them, causes of errors and hidden fields among them.
 * @throws Error that says where the secret was found, without saying it
 * @example
 * expectNoSecret({ log: lines.join('\n'), error, ledger: rows }, api.key)
 */
export function expectNoSecret(texts: Readonly<Record<string, unknown>> | readonly unknown[], secret: string): void {
  if (secret.length < 12) throw new Error('a secret shorter than 12 characters is found everywhere')
  const forms = [secret, Buffer.from(secret).toString('base64').replace(/=+$/, ''), encodeURIComponent(secret), secret.slice(-12)]
  for (const [where, value] of Object.entries(texts)) {
    const said = printed(value)
    const found = forms.find((form) => said.includes(form))
    if (found === undefined) continue
    const at = said.indexOf(found)
    const around = `${said.slice(Math.max(at - 60, 0), at)}<secret>${said.slice(at + found.length, at + found.length + 60)}`
    throw new Error(`the secret is in ${where}: …${around.split(secret).join('<secret>')}…`)
  }
}

function printed(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  const shown = inspect(value, { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null })
  return `${shown}\n${json(value)}`
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch (error) {
    // What cannot be written as JSON was looked through above.
    return String(error)
  }
}
