import { errorTable, exitCodes } from '@kaiwu/core'

/** docs/errors.md: every row of the error table. */
export function errorsPage(): string {
  const rows = Object.entries(errorTable).map(
    ([code, { fault, status, retryable, zh, en }]) =>
      `| \`${code}\` | ${fault} | ${status} | ${retryable ? 'yes' : 'no'} | ${cell(en)} | ${cell(zh)} |`,
  )
  return `# Errors 错误

Every error Kaiwu raises, generated from \`packages/core/src/error-table.ts\` by \`npm run generate\`.

- **fault**: who must act. The command line exits with its code: ${Object.entries(exitCodes)
    .map(([fault, code]) => `${fault} ${code}`)
    .join(', ')}.
- **status**: of the HTTP answer, which is \`application/problem+json\` with the code and the text in the reader's language.
- **retry**: the same call may succeed later.

| code | fault | status | retry | English | 中文 |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
