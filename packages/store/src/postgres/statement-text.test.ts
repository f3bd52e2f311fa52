import { describe, expect, it } from 'vitest'
import { statementText } from './statement-text.ts'

describe('statementText', () => {
  it.each([
    ['a = ? AND b = ?', 'a = $1 AND b = $2', 2],
    ['a = ?2 AND b = ?1', 'a = $2 AND b = $1', 2],
    // As SQLite counts: a bare mark is one more than the largest so far.
    ['a = ?3 OR b = ? OR c = ?1', 'a = $3 OR b = $4 OR c = $1', 4],
    ['a=?AND b IN(?,?)', 'a=$1AND b IN($2,$3)', 3],
    ["'?' || ? || '''?' || '' || '?'", "'?' || $1 || '''?' || '' || '?'", 1],
    [String.raw`'\' || ? || '?'`, String.raw`'\' || $1 || '?'`, 1],
    [String.raw`E'\'?' || ? || e'\\' || ?`, String.raw`E'\'?' || $1 || e'\\' || $2`, 2],
    [String.raw`name'\' || ?`, String.raw`name'\' || $1`, 1],
    ['"a""?" = ? OR "--" = ?', '"a""?" = $1 OR "--" = $2', 2],
    ['a -- ? \' " /*\n = ?', 'a -- ? \' " /*\n = $1', 1],
    ["a /* ? /* ' */ ? */ = ? /*/ ? */", "a /* ? /* ' */ ? */ = $1 /*/ ? */", 1],
    ["$$ ? $a$ ' $$ || ? || $a$ $$ ? $b$ $a$", "$$ ? $a$ ' $$ || $1 || $a$ $$ ? $b$ $a$", 1],
    ['a$b$ = ? AND c$b$ = ?', 'a$b$ = $1 AND c$b$ = $2', 2],
    ['1e5 + ?', '1e5 + $1', 1],
    ["CAST(? AS TEXT) || x'00?'", "CAST($1 AS TEXT) || x'00?'", 1],
    ["a = ? AND 'never closed ?", "a = $1 AND 'never closed ?", 1],
    ['a = ? /* never closed ?', 'a = $1 /* never closed ?', 1],
    ['"标识?" = ? AND 名称 = ?', '"标识?" = $1 AND 名称 = $2', 2],
    ['', '', 0],
  ])('writes %s as %s', (sql, text, values) => expect(statementText(sql)).toEqual({ text, values }))

  it.each([
    ['SELECT passage_count AS passageCount', 'SELECT passage_count AS "passageCount"'],
    ['SELECT "passageCount", Upper, UPPER, x1Y', 'SELECT "passageCount", Upper, UPPER, "x1Y"'],
    ["'passageCount' -- passageCount", "'passageCount' -- passageCount"],
  ])('keeps names in camelCase as they are written: %s', (sql, text) => expect(statementText(sql).text).toBe(text))

  it('takes its time for no statement', () => {
    const began = performance.now()
    for (const part of ["'", '"', '/*', '$a$', '?', "''", '--', "E'\\"]) statementText(part.repeat(20_000))
    expect(performance.now() - began).toBeLessThan(5_000)
  })
})
