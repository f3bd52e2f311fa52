import { describe, expect, it } from 'vitest'
import { quoteRuns } from './quote-runs.ts'

const page = (...texts: readonly string[]) => texts.map((text, item) => ({ text, item }))
const found = (texts: readonly string[], quote: string): readonly string[] =>
  quoteRuns(page(...texts), quote).map(({ run, from, to }) => `${run.item}:${run.text.slice(from, to)}`)

describe('quoteRuns', () => {
  it('finds a quote over several lines, whatever the spaces and widths', () => {
    const lines = ['第八条　申请人应当在', ' 30 日 内 提交', '材料（一式三份）。', '第九条']
    expect(found(lines, '申请人应当在30日内提交材料(一式三份)')).toEqual([
      '0:申请人应当在',
      '1:30 日 内 提交',
      '2:材料（一式三份',
    ])
  })

  it('finds the part of a quote that stands on this page', () => {
    expect(found(['前文', '主轴轴承每两千小时加注'], '主轴轴承每两千小时加注一次锂基脂')).toEqual(['1:主轴轴承每两千小时加注'])
    expect(found(['每两千小时加注一次锂基脂', '后文'], '主轴轴承每两千小时加注一次锂基脂')).toEqual([
      '0:每两千小时加注一次锂基脂',
    ])
  })

  it('marks nothing for what is not there, nor for a few letters', () => {
    expect(found(['液压站油温不得超过六十度'], '主轴温度不得超过七十五度')).toEqual([])
    expect(found(['正文', '主轴'], '主轴轴承每两千小时加注一次')).toEqual([])
    expect(found(['正文'], '')).toEqual([])
    expect(found(['正文'], '，。')).toEqual([])
  })
})
