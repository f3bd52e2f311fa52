import { createHash, randomBytes } from 'node:crypto'
import { defineCommand, type Invocation } from '../command.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'

// Enough that nobody guesses it: a hash without salt is then as good as one with it.
const keyBytes = 32

/** `kaiwu key`: a new key for a client of the gateway. */
export const key = defineCommand({
  name: 'key',
  summary: { zh: '为网关的客户端生成密钥', en: 'make a key for a client of the gateway' },
  about: {
    zh: '生成一个随机密钥，只显示这一次，并给出要写进 models.yaml 的一行（只含它的 SHA-256）。\n不读也不写任何文件；停用密钥时删去那一行。',
    en: 'Makes a random key, shows it this once, and prints the row for models.yaml, which holds its SHA-256 only.\nReads and writes no file. To revoke a key, delete its row.',
  },
  arguments: [
    {
      name: 'name',
      form: 'required',
      text: { zh: '谁的密钥；账本里记这个名字', en: 'whose key it is; the ledger keeps this name' },
    },
  ],
  options: [],
  examples: [
    { line: 'key mes', text: { zh: '给 MES 系统一个密钥', en: 'a key for the MES' } },
    { line: 'key 质检科 --json', text: { zh: '给脚本用', en: 'for a script' } },
  ],
  exits: [],
  async run(invocation, terminal) {
    const name = nameOf(invocation, terminal)
    const made = `kw-${randomBytes(keyBytes).toString('base64url')}`
    const sha256 = createHash('sha256').update(made).digest('hex')
    terminal.result({ name, key: made, sha256 })
    terminal.print({ zh: `密钥（只显示这一次）：${made}`, en: `The key, shown this once: ${made}` })
    terminal.print()
    terminal.print({ zh: '写进 models.yaml：', en: 'For models.yaml:' })
    terminal.print()
    terminal.print(`keys:\n  - name: ${JSON.stringify(name)}\n    sha256: "${sha256}"`)
    return 0
  },
})

function nameOf({ words: [name = ''] }: Invocation, terminal: Terminal): string {
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > 100 || /\p{Cc}/u.test(trimmed))
    throw usageError(terminal, {
      zh: '请写上这是谁的密钥（1 到 100 个字符），例如 kaiwu key mes',
      en: 'say whose key it is (1 to 100 characters), for example kaiwu key mes',
    })
  return trimmed
}
