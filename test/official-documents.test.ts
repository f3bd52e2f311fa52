import { measureOfficial, typesetOfficial } from '@kaiwu/cases'
import { beforeAll, describe, expect, it } from 'vitest'
import { officialDocuments } from '../packages/cases/src/official/test-official-documents.ts'
import { converted, libreOffice, pdfPages, type PdfLine, type PdfPage } from './pdf-measures.ts'

const office = libreOffice()
const core = { left: 28, right: 184, top: 37, bottom: 262 }
const pitch = 225 / 22
const footerAt = 265
const isText = ({ size }: PdfLine): boolean => Math.round(size) === 16

if (office === undefined)
  describe('official documents on paper', () => {
    it('cannot be looked at, since there is no LibreOffice here: measured in the Word files alone', async () => {
      for (const document of Object.values(officialDocuments))
        expect(measureOfficial(await typesetOfficial(document))).toMatchObject({
          每页行数: '22',
          每行字数: '28',
          版记位置: '末页最后',
        })
    })
  })
else
  describe(`official documents on paper, by ${office}`, () => {
    let pages: Readonly<Record<string, readonly PdfPage[]>>
    let files: Readonly<Record<string, Uint8Array>>
    beforeAll(async () => {
      const typeset = Object.entries(officialDocuments).map(async ([name, one]) => [name, await typesetOfficial(one)] as const)
      files = Object.fromEntries(await Promise.all(typeset))
      const made = Object.entries(converted(files, 'pdf'))
      pages = Object.fromEntries(await Promise.all(made.map(async ([name, pdf]) => [name, await pdfPages(pdf)] as const)))
    }, 180_000)

    it('measures the same once another program has opened and saved it', { timeout: 120_000 }, () => {
      const again = converted(files, 'docx')
      for (const [name, bytes] of Object.entries(files))
        expect([name, measureOfficial(again[name]!)]).toEqual([name, measureOfficial(bytes)])
    })

    it('keeps the text within 版心: A4, 37, 28, 26 and 35 mm', () => {
      for (const [name, sheets] of Object.entries(pages))
        for (const { width, height, lines } of sheets) {
          expect([name, Math.round(width), Math.round(height)]).toEqual([name, 210, 297])
          for (const { text, left, right, bottom } of lines.filter(isText)) {
            expect([text, left > core.left - 1, right < core.right + 1]).toEqual([text, true, true])
            expect([text, bottom > core.top, bottom < core.bottom]).toEqual([text, true, true])
          }
        }
    })

    it('loses no sign of the text', () => {
      const plain = (text: string): string => text.replace(/\s/gu, '')
      for (const [name, sheets] of Object.entries(pages)) {
        const shown = plain(sheets.flatMap(({ lines }) => lines.filter(isText).map(({ text }) => text)).join(''))
        for (const line of officialDocuments[name]!.body.split('\n'))
          expect([name, shown]).toEqual([name, expect.stringContaining(plain(line))])
      }
    })

    it('fills a page with 22 lines and a line with 28 characters', () => {
      const sheets = pages['报告']!
      const text = sheets.map(({ lines }) => lines.filter(isText))
      expect(sheets.length).toBeGreaterThan(5)
      // A heading goes to the next page with what it stands above.
      const full = text
        .slice(1, -2)
        .filter((_, at) => !/^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)/u.test(text[at + 2]![0]!.text))
      expect(full.length).toBeGreaterThanOrEqual(4)
      for (const filled of full) {
        expect(filled.length).toBe(22)
        for (const [at, { bottom }] of filled.entries())
          expect(Math.abs(bottom - filled[0]!.bottom - at * pitch)).toBeLessThan(0.5)
      }
      const lines = Object.values(pages).flatMap((sheets) => sheets.flatMap((one) => one.lines.filter(isText)))
      const whole = lines.filter(
        ({ text, left, right }) => /^[^\x20-\x7e]+$/u.test(text) && Math.abs(left - core.left) < 0.5 && right > core.right - 1,
      )
      expect(whole.length).toBeGreaterThan(40)
      for (const { text } of whole)
        expect([text, [...text.replace(/[，。、]$/u, '')].length]).toEqual([
          text,
          expect.toSatisfy((count: number) => count === 27 || count === 28),
        ])
      expect(whole.filter(({ text }) => [...text].length === 28).length).toBeGreaterThan(30)
    })

    it('numbers odd pages on the right and even ones on the left, a character in, 7 mm below 版心', () => {
      for (const [name, sheets] of Object.entries(pages))
        for (const [at, { lines }] of sheets.entries()) {
          const number = lines.filter(({ bottom }) => bottom > footerAt)
          const isLetterHead = name === '函' && at === 0
          expect([name, at, number.map(({ text }) => text)]).toEqual([name, at, isLetterHead ? [] : [`— ${at + 1} —`]])
          if (isLetterHead) continue
          const { left, right, bottom, size } = number[0]!
          expect([Math.round(size), Math.abs((at % 2 === 0 ? core.right - right : left - core.left) - 4.94) < 1]).toEqual([
            14,
            true,
          ])
          // The dash stands a third of a letter above the foot of the figures.
          expect(Math.abs(bottom - (size * 0.35 * 25.4) / 72 - core.bottom - 7)).toBeLessThan(1)
        }
    })

    it('puts 版记 with its lines at the foot of the last page', () => {
      for (const name of ['通知', '请示', '联合通知', '纪要', '报告']) {
        const { lines, rules } = pages[name]!.at(-1)!
        const printed = lines.findIndex(({ text }) => text.endsWith('印发'))
        expect([name, core.bottom - lines[printed]!.bottom < 3, lines.slice(printed + 1).length]).toEqual([name, true, 1])
        const black = [...new Set(rules.map(({ at }) => Math.round(at * 10) / 10))].sort((a, b) => a - b)
        expect([name, black.length]).toEqual([name, officialDocuments[name]!.copies === '' ? 2 : 3])
        expect([name, Math.abs(black.at(-1)! - core.bottom) < 0.5]).toEqual([name, true])
        for (const { from, to } of rules)
          expect([Math.abs(from - core.left) < 0.5, Math.abs(to - core.right) < 0.5]).toEqual([true, true])
        expect(
          pages[name]!.slice(0, -1)
            .flatMap((page) => page.lines)
            .some(({ text }) => text.endsWith('印发') && !text.includes('关于')),
        ).toBe(false)
      }
      expect(pages['函']!.at(-1)!.lines.at(-2)!.text).toBe('抄送：东衡市大数据中心。')
    })

    it('sets the name 35 mm below 版心, the red line 4 mm below the number, of a letter at 30 mm with lines of 170 mm', () => {
      for (const name of ['通知', '请示', '纪要', '联合通知']) {
        const { lines, rules } = pages[name]!.at(0)!
        const mark = lines.find(({ size }) => size > 24)!
        // Letters reach 0.86 of their size above the line they stand on.
        expect([name, Math.abs(mark.bottom - (mark.size * 0.86 * 25.4) / 72 - core.top - 35) < 1]).toEqual([name, true])
        const number = lines.find(({ text }) => /〔2026〕\d+号/u.test(text))!
        expect([name, Math.abs(rules[0]!.at - number.bottom - 0.7 - 4) < 1]).toEqual([name, true])
      }
      const { lines, rules } = pages['函']!.at(0)!
      expect(Math.abs(lines[0]!.bottom - (lines[0]!.size * 0.86 * 25.4) / 72 - 30)).toBeLessThan(1)
      for (const { from, to } of rules) expect([Math.round(from), Math.round(to)]).toEqual([20, 190])
      expect(Math.abs(Math.max(...rules.map(({ at }) => at)) - 277)).toBeLessThan(2)
    })

    it('begins each attachment on a page of its own, with the text of the first page on the first page', () => {
      const starts = pages['通知']!.map(({ lines }) => lines[0]!.text)
      expect(starts.slice(-2)).toEqual(['附件1', '附件2'])
      for (const [name, sheets] of Object.entries(pages))
        expect([name, sheets[0]!.lines.filter(isText).length > 4]).toEqual([name, true])
      for (const sheets of Object.values(pages))
        for (const { lines } of sheets) {
          const date = lines.findIndex(({ text }) => /^\d{4}年\d{1,2}月\d{1,2}日$/u.test(text))
          // The date never stands without the issuer above it.
          if (date >= 0) expect(lines[date - 1]?.text).toMatch(/局|会$/u)
        }
    })
  })
