/**
 * Two small desks, a hotline and a plant, whose documents are close enough to one another to be mixed up.
 * @module
 */
import { defineGlossary } from '../search/glossary.ts'
import { testKnowledge, textFiles, type TestKnowledge } from '../test-knowledge.ts'
import { extractAnswer, type Extraction } from './extract-answer.ts'

const rent = `# 云泽市人才安居补贴办法

云政规〔2024〕6号

第一条　为了吸引和留住人才，制定本办法。

第二条　本办法适用于在云泽市就业的各类人才。

第三条　市人力资源和社会保障局负责人才安居补贴的审核和发放。

第四条　申请租房补贴应当同时符合下列条件：
（一）与本市用人单位签订一年以上劳动合同；
（二）在本市连续缴纳社会保险满六个月；
（三）本人及配偶在本市无自有住房；
（四）未享受公共租赁住房保障。

第五条　租房补贴标准如下：博士研究生每人每月1500元，硕士研究生每人每月1000元，本科毕业生每人每月600元。

第六条　租房补贴发放期限不超过36个月。

第七条　申请租房补贴应当提交下列材料：
（一）身份证复印件；
（二）学历证书；
（三）劳动合同；
（四）房屋租赁合同。

第八条　受理部门应当自收到申请之日起15个工作日内完成审核。

第九条　提供虚假材料骗取补贴的，由市人力资源和社会保障局责令退回，三年内不再受理其申请。

第十条　本办法自2024年5月1日起施行，有效期至2029年4月30日。
`

const dogs = `# 云泽市养犬管理办法

云政规〔2023〕8号

第一条　为了规范养犬行为，制定本办法。

第二条　市公安局是养犬管理的主管部门。

第三条　养犬人应当自取得犬只之日起30日内到居住地派出所办理养犬登记。

第四条　每户限养一只犬。禁止饲养烈性犬和大型犬。

第五条　养犬登记不收取费用。犬证每年年检一次。

第六条　携犬外出应当使用长度不超过1.5米的犬绳，并及时清理犬只粪便。

第七条　犬只伤人的，养犬人应当立即将伤者送医，并先行垫付医疗费用。

第八条　违反本办法第六条规定，未使用犬绳的，由公安机关处200元以上500元以下罚款。

第九条　本办法自2023年6月1日起施行，有效期至2028年5月31日。
`

const permit = `# 云泽市居住证管理实施办法

云政规〔2022〕9号

第一条　为了保障流动人口权益，制定本办法。

第二条　公民离开常住户口所在地，到云泽市居住半年以上，符合有合法稳定就业、合法稳定住所、连续就读条件之一的，可以申领居住证。

第三条　居住证由居住地派出所受理，公安机关应当自受理之日起10个工作日内制作发放。

第四条　居住证每年签注一次。逾期未签注的，居住证使用功能中止。

第五条　首次申领居住证免收证件工本费。补领居住证，收取工本费20元。

第六条　居住证持有人享受义务教育、公共就业服务和公共卫生服务。

第七条　本办法自2022年10月1日起施行，有效期至2027年9月30日。
`

const windows = `# 政务服务窗口

| 窗口 | 事项 | 电话 |
|---|---|---|
| A01 | 人才安居补贴受理 | 0800-555-0101 |
| A02 | 居住证申领和补领 | 0800-555-0102 |
| A03 | 社会保险缴费查询 | 0800-555-0103 |
| B01 | 企业设立登记 | 0800-555-0104 |
| B02 | 食品经营许可 | 0800-555-0105 |
`

const hx630 = `# HX-630 卧式加工中心维护手册

手册编号：HX630-MM-01

## 2 液压系统

### 2.1 压力

HX-630 液压系统的工作压力为 7.0 MPa，允许波动 ±0.3 MPa。

### 2.2 油液

液压油牌号为 L-HM46，油箱容量 60 L，每 4000 h 更换一次。

## 3 主轴

### 3.1 润滑

HX-630 主轴润滑油每 2000 h 更换一次，一次加注 2.7 L。

### 3.2 拉刀力

HX-630 主轴拉刀力标准值为 25 kN，低于 20 kN 时禁止加工，并更换碟形弹簧（备件号 HX630-SP-0412）。

### 3.3 更换步骤

更换主轴润滑油按下列步骤进行：

1. 停机断电，挂牌上锁。
2. 打开放油阀，放尽旧油。
3. 更换进油滤芯。
4. 加注新油至油标中线。
5. 空运转 30 min，检查有无渗漏。

## 4 刀库

### 4.1 润滑

刀库凸轮箱润滑油每 3000 h 更换一次。

### 4.2 记录

每班记录 HX-630 出现 E-207 一类报警的次数。
`

const hx500 = `# HX-500 卧式加工中心维护手册

手册编号：HX500-MM-10

## 2 液压系统

HX-500 液压系统的工作压力为 5.5 MPa。

## 3 主轴

HX-500 主轴采用润滑脂润滑，每 12 个月补充一次，每次 15 g。
`

const alarms630 = `# HX-630 报警代码表

| 代码 | 含义 | 处理 |
|---|---|---|
| E-201 | 液压油温高 | 检查冷却器和环境温度 |
| E-203 | 液压系统压力低 | 检查油位、回油滤芯和溢流阀 |
| E-305 | 主轴温度高 | 降低转速，检查润滑油量 |
| E-701 | 气源压力低 | 检查气源压力不低于 0.45 MPa |
`

const alarms500 = `# HX-500 报警代码表

| 代码 | 含义 | 处理 |
|---|---|---|
| E-203 | 润滑脂泵堵转 | 检查润滑脂管路 |
| E-207 | 刀库未到位 | 手动复位刀库 |
`

const quick = `# HX-630 Quick Reference for Visitors

## 1 Safety

Lock out and tag out the machine before you open any cover. Wait 10 minutes after power-off before you touch the electrical cabinet.

## 2 Hydraulics

The working pressure of the hydraulic system is 7.0 MPa. Use hydraulic oil L-HM46 and change it every 4000 hours.

## 3 Alarms you may see

Alarm E-701 means that the air pressure is below 0.45 MPa. Check the compressor and the air filter.

## 4 Who to call

Call the maintenance desk at extension 8001 when the machine stops. For injuries call the first-aid room at extension 8120.
`

const glossary = defineGlossary([
  ['租房补贴', '租房补助', '房补'],
  ['养犬', '养狗'],
  ['犬绳', '狗绳', '狗链'],
  ['犬证', '狗证'],
  ['居住证', '暂住证', 'residence permit'],
  ['拉刀力', '抓刀力'],
  ['液压系统', '液压站', 'hydraulic system'],
])

/** The hotline's and the plant's documents in one knowledge base. */
export async function testDesk(): Promise<TestKnowledge> {
  const base = await testKnowledge(glossary)
  await base
    .knowledge()
    .sync('policies', textFiles({ 'rent.md': rent, 'dogs.md': dogs, 'permit.md': permit, 'windows.md': windows }))
  await base.knowledge().sync(
    'manuals',
    textFiles({
      'hx630.md': hx630,
      'hx500.md': hx500,
      'alarms630.md': alarms630,
      'alarms500.md': alarms500,
      'quick.md': quick,
    }),
  )
  return base
}

/** Asks one of the two desks. */
export async function askDesk({ knowledge }: TestKnowledge, desk: 'policies' | 'manuals', question: string): Promise<Extraction> {
  return extractAnswer(knowledge().analyze(question), (await knowledge().search({ query: question, knowledge: [desk] })).hits)
}
