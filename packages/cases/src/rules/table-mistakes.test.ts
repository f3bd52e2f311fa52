import { describe, expect, it } from 'vitest'
import { decide } from './decide.ts'
import { parseDecisionTable } from './parse-decision-table.ts'
import { mistakesIn } from './test-tables.ts'

describe('mistakes', () => {
  const head = 'unique,when t : text,when n : number,when d : date,when y : yes-no,when f,then r : text\n'
  it.each([
    ['R,"""停机",-,-,-,-,x', '2:3 ""停机" is not a text'],
    ['R,>= 停机,-,-,-,-,x', '2:3 ">= 停机" is not a text'],
    ['R,not 停机,-,-,-,-,x', '2:3 "not 停机" is not a text'],
    ['R,2月1日,-,-,-,-,x', '2:3 "2月1日" looks like what Excel made of it: a date'],
    ['R,1-Feb,-,-,-,-,x', '2:3 "1-Feb" looks like what Excel made of it: a date'],
    ['R,1.2E+05,-,-,-,-,x', '2:3 "1.2E+05" looks like what Excel made of it: scientific notation'],
    ['R,#NAME?,-,-,-,-,x', '2:3 "#NAME?" looks like what Excel made of it: an error of a formula'],
    ['R,-,30-60,-,-,-,x', '2:5 "30-60" is not a number → write [30..60] with both ends, [30..60) without 60'],
    ['R,-,30至60,-,-,-,x', '2:5 "30至60" is not a number → write [30..60]'],
    ['R,-,"1,200",-,-,-,x', '2:5 is "1,200" one number or several?'],
    ['R,-,4小时,-,-,-,x', '2:5 "4小时" is not a number'],
    ['R,-,1E5,-,-,-,x', '2:5 "1E5" is not a number'],
    ['R,-,abc,-,-,-,x', '2:5 "abc" is not a number'],
    ['R,-,[60..30],-,-,-,x', '2:5 nothing lies in the range "[60..30]"'],
    ['R,-,(3..3),-,-,-,x', '2:5 nothing lies in the range "(3..3)"'],
    ['R,-,> ,-,-,-,x', '2:5 incomplete after ">"'],
    ['R,-,12345678901234567,-,-,-,x', '2:5 "12345678901234567" is not a number'],
    ['R,-,-,10-12,-,-,x', '2:7 "10-12" is not a date'],
    ['R,-,-,2026-02-30,-,-,x', '2:7 "2026-02-30" is not a date'],
    ['R,-,-,1/5/2026,-,-,x', '2:7 "1/5/2026" looks like what Excel made of it: a date'],
    ['R,-,-,-,maybe,-,x', '2:9 "maybe" is not yes or no'],
    ['R,-,-,-,-,停 机,x', '2:11 "停 机" has a blank'],
    ['R,-,-,-,-,"""a",x', '2:11 the quotation mark is never closed'],
    ['R,-,-,-,-,now(),x', '2:11 now() reads the clock'],
    ['R,-,-,-,-,process.exit(),x', '2:11 there is no function "process.exit"'],
    ['R,-,-,-,-,__proto__,x', '2:11 "__proto__" cannot be a name'],
    ['R,-,-,-,-,-,', '2:13 "r" has no result'],
    [',-,-,-,-,-,x', '2:1 this rule has no id'],
    ['2月1日,-,-,-,-,-,x', '2:1 "2月1日" looks like what Excel made of it: a date'],
    ['R,-,-,-,-,-,x\nR,-,-,-,-,-,x', '3:1 line 2 has the id "R" already'],
    ['R,-,-,-,-,-,x,y', '2:15 this cell has no head above it'],
    ['R,"-\n",-,-,-,-,x\nS,-,bad,-,-,-,x', '4:5 "bad" is not a number'],
    ['R,"x', '2:1 a quotation mark is never closed'],
  ])('%s', (row, expected) => {
    const found = mistakesIn(head + row)
    expect(found.join('\n')).toContain(expected)
  })

  it.each([
    ['unqiue,when a,then b\nR,1,2', '1:1 the first cell, "unqiue", is no hit policy → did you mean unique?'],
    ['最好,when a,then b\nR,1,2', '1:1 the first cell, "最好", is no hit policy → there is unique (U 唯一)'],
    ['U,whne a,then b\nR,1,2', '1:3 the head "whne a" is not understood → did you mean "when"?'],
    ['U,when a : nubmer,then b\nR,1,2', '1:3 there is no type "nubmer" → did you mean "number"?'],
    ['U,when a : number number,then b\nR,1,2', '1:3 there is no type "number"'],
    ['U,when a : optional,then b\nR,1,2', '1:3 there is no type "optional"'],
    ['U,when,then b\nR,1,2', '1:3 this column names nothing'],
    ['U,when a +,then b\nR,1,2', '1:11 incomplete after "a +"'],
    ['U,when a,then a b\nR,1,2', '1:10 "a b" cannot name a result'],
    ['U,when a,then __proto__\nR,1,2', '1:10 "__proto__" cannot name a result'],
    ['U,when a,then b,then b\nR,1,2,3', '1:17 two columns give "b"'],
    ['U,then b\nR,2', '1:1 no column is a condition'],
    ['U,when a\nR,2', '1:1 no column is a result'],
    ['U,when a,then b', '1:1 there is no rule'],
    ['', '1:1 the table is empty'],
    ['P,when a,then b\nR,1,2', '1:1 "P" ranks by the order of values, but none are listed'],
    ['输出顺序,when a,then b\nR,1,2', '1:1 "输出顺序" ranks by the order of values'],
    ['C+,when a,then b : text\nR,1,x', '1:11 "C+" needs results that are numbers'],
    ['C<,when a,then b : number optional\nR,1,1', '1:11 "C<" needs results that are numbers'],
    [
      'U,when a : text,then b : text\nvalues,"on, off",-\nR,onn,x',
      '3:3 "onn" is none of the allowed values → did you mean "on"?',
    ],
    ['U,when a : number,then b : text\nvalues,[1..10],"A,B"\nR,11,C', '3:3 "11" is none of the allowed values'],
    ['U,when a : number,then b : text\nvalues,[1..10],"甲等,乙等"\nR,1,甲级', '3:5 "甲级" is none of the allowed values'],
    ['U,when a : number,then b : number\nvalues,x,"1,two"\nR,1,1', '2:8 "x" is not a number'],
    ['U,when a : number,then b\nR,1,abc', '2:5 "abc" without quotes is the name of a field'],
    ['U,when a : number,then b\nR,1,=1+1', '2:5 "=1+1" begins with =, a formula to Excel'],
  ])('%s', (text, expected) => expect(mistakesIn(text).join('\n')).toContain(expected))

  it('are all told at once, in the order of the file', () => {
    const found = mistakesIn('nope,when a : nubmer,then b : text\nR,1,\nR,x,y\n')
    expect(found.map((each) => each.split(' ')[0])).toEqual(['1:1', '1:6', '2:5', '3:1'])
  })

  it('are counted after the first 500', () => {
    const rows = Array.from({ length: 600 }, (_, index) => `R${index},x,y`).join('\n')
    const found = mistakesIn(`U,when a : number,then b : text\n${rows}`)
    expect(found).toHaveLength(501)
    expect(found[500]).toBe('502:6 100 more mistakes → mend those above first')
  })

  it('a table with mistakes in its JSON decides nothing', () => {
    const { table } = parseDecisionTable('U,when a : number,then b : text\nR,1,x\n', 't.csv')
    const changed = { ...table!, rules: [{ id: 'R', cells: ['process.exit()', 'x'] }] }
    expect(decide(changed, { a: 1 }).kind).toBe('undecided')
  })
})
