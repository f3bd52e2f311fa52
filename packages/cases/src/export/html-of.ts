import { escaped, piecesOf, type Block, type CaseDocument, type Words } from './case-document.ts'

const style = `
@page { size: A4; margin: 20mm 18mm 20mm 22mm }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 170mm; padding: 8mm 0; color: #1a1a1a; background: #fff; font: 11pt/1.6 "Times New Roman", FangSong, STFangsong,
  SimSun, "Songti SC", "Noto Serif CJK SC", "Source Han Serif SC", serif }
h1, h2, h3, th { font-family: Arial, SimHei, STHeiti, "Heiti SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; font-weight: 600 }
h1 { margin: 0 0 6mm; font-size: 20pt; text-align: center; line-height: 1.3 }
h2 { margin: 8mm 0 2mm; padding-bottom: 1mm; border-bottom: 1.2pt solid #1a1a1a; font-size: 13pt; break-after: avoid }
h3 { margin: 5mm 0 1.5mm; font-size: 11pt; break-after: avoid }
p { margin: 0 0 2mm }
.notice { margin: 0 0 3mm; padding: 2mm 3mm; border: .8pt solid #8a4b00; background: #fff6e8; font-size: 10pt }
table { width: 100%; margin: 0 0 4mm; border-collapse: collapse; table-layout: fixed; font-size: 10pt; line-height: 1.45 }
th, td { padding: 1.2mm 2mm; border: .6pt solid #777; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { background: #eee; font-size: 9.5pt }
thead { display: table-header-group }
tr { break-inside: avoid }
.label { display: inline-block; padding: 0 1.2mm; border: .8pt solid #8a4b00; border-radius: 1mm; color: #8a4b00; font-size: 8.5pt; font-weight: 600 }
.strong { color: #8a1c00; font-weight: 700 }
.faint { color: #555; font-size: 8.5pt }
@media print { body { max-width: none; padding: 0 } }`

/**
 * A document as one HTML page for A4: no script, no link, nothing from outside; what it shows is text.
 * @example
 * htmlOf(document) // '<!doctype html>…'
 */
export function htmlOf({ title, language, aigc, blocks }: CaseDocument): string {
  const metadata = aigc === undefined ? '' : `\n<meta name="AIGC" content="${escaped(JSON.stringify({ AIGC: aigc }))}">`
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">${metadata}
<title>${escaped(title)}</title>
<style>${style}
</style>
</head>
<body>
${blocks.map(blockOf).join('\n')}
</body>
</html>
`
}

const tags = { title: 'h1', heading: 'h2', subheading: 'h3', paragraph: 'p', notice: 'p class="notice"' } as const

function blockOf(block: Block): string {
  if (block.kind !== 'table') {
    const tag = tags[block.kind]
    return `<${tag}>${textOf(block.text)}</${tag.split(' ')[0]!}>`
  }
  const { head, rows, widths } = block
  const columns = widths.map((width) => `<col style="width:${width}%">`).join('')
  const heads = head ? `<thead><tr>${head.map((one) => `<th>${escaped(one)}</th>`).join('')}</tr></thead>\n` : ''
  // Without a row of heads, the first column is what the others are read by.
  const cell = (text: Words, at: number): string =>
    head === undefined && at === 0 ? `<th>${textOf(text)}</th>` : `<td>${textOf(text)}</td>`
  return `<table><colgroup>${columns}</colgroup>\n${heads}<tbody>\n${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}\n</tbody></table>`
}

function textOf(text: Words): string {
  return piecesOf(text)
    .map((piece) => {
      const html = escaped(piece.text).replaceAll('\n', '<br>')
      return piece.look === undefined ? html : `<span class="${piece.look}">${html}</span>`
    })
    .join('')
}
