import { generatorOf } from './test-generators.ts'

/**
 * Codes and figures of plants and offices, none of them personal data: part numbers, orders, lots, serial numbers, standards,
 * readings, amounts, dates, public numbers, machine identifiers. In their usual sentences.
 */
export function industrialFigures(): readonly string[] {
  const { digits, below, pick, mobile } = generatorOf(606)
  const hex = (length: number): string => Array.from({ length }, () => below(16).toString(16)).join('')
  const base64 = (bytes: number): string => Buffer.from(Array.from({ length: bytes }, () => below(256))).toString('base64')
  const forms: readonly (() => string)[] = [
    () => `轴承 ${pick(['6205-2RS', '6308-ZZ', 'NU210E', '22216CC/W33', '7010C-P4', '32210', '51108'])} 更换 ${below(9)} 套`,
    () => `变频器 ATV${digits(3)}HD${digits(2)}N4，故障码 F${digits(4)}`,
    () => `订单号PO${mobile()}已发货`,
    () => `采购订单 PO-${mobile()} 到货`,
    () => `SN${mobile()}，质保两年`,
    () => `序列号：${mobile()}`,
    () => `批号 ${mobile()} 抽检合格`,
    () => `物料编码${mobile()}库存不足`,
    () => `工单号：${mobile()}，请派工`,
    () => `流水号${mobile()}`,
    () => `合同编号：HT-${digits(4)}-${digits(7)}`,
    () => `lot no. ${mobile()} passed`,
    () => `P/N: ${digits(5)}-${digits(4)}-${digits(2)}`,
    () => `图号 ${digits(3)}-${digits(4)}-${digits(4)}-${digits(2)}`,
    () => `按 GB/T ${digits(4)}.${below(9)}-20${digits(2)} 执行`,
    () => `GB ${digits(5)}-20${digits(2)} 第 ${below(12)} 章`,
    () => `ISO ${digits(4)}-1:20${digits(2)}；JB/T ${digits(5)}-2013`,
    () => `条码 69${digits(11)}`,
    () => `EAN 40${digits(11)}`,
    () => `累计电量${mobile()}kWh`,
    () => `总投资 ${mobile()} 元`,
    () => `金额合计：${digits(3)},${digits(3)},${digits(3)}.${digits(2)} 元`,
    () => `产量${mobile()}件，良品率 99.${digits(2)}%`,
    () => `20${digits(2)}-0${1 + below(9)}-1${below(9)} 1${below(9)}:30:${10 + below(49)}.${digits(3)}`,
    () => `时间戳 1${digits(12)}`,
    () => `坐标 120.${digits(7)}, 30.${digits(7)}`,
    () => `东经1${below(3)}${below(9)}.${digits(11)}度`,
    () => `拨打 ${pick(['12345', '110', '120', '119', '12315', '95598', '114', '96345', '10086'])} 反映`,
    () => `客服 ${pick(['400', '800'])}-${digits(3)}-${digits(4)}`,
    () => `热线 400${digits(7)}`,
    () => `sha256 ${hex(64)}`,
    () => `commit ${hex(40)}`,
    () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    () => `data:${base64(120)}`,
    () => `MAC ${hex(2)}:${hex(2)}:${hex(2)}:${hex(2)}:${hex(2)}:${hex(2)}`,
    () => `IP 192.168.${below(255)}.${below(255)}:${1024 + below(9000)}`,
    () => `压力 ${below(9)}.${digits(2)} MPa，温度 1${digits(2)}.${below(9)} ℃，转速 ${digits(4)} rpm`,
    () => `参数 100 150 2000 3000 ${digits(4)} ${digits(4)}`,
    () => `京政办发〔20${digits(2)}〕${1 + below(99)}号`,
    () => `第${1 + below(80)}条第${1 + below(5)}款`,
    () => `设备号E-${digits(3)}，报警 ${digits(4)}-${digits(3)}`,
    () => `螺栓 M12×${digits(2)} 8.8级 ${digits(4)}颗`,
    () => `见图纸 A${mobile()}B 第 3 版`,
    () => `DN${digits(3)}_${mobile()}_rev2`,
    () => `发票号码：${digits(8)}，代码 ${digits(10)}`,
    () => `0.${mobile()}`,
    () => `最新A${digits(5)}型号，更新B${digits(5)}补丁`,
    () => `编号 ${digits(3)}.${digits(4)}.${digits(4)}.${digits(2)}`,
  ]
  return forms.flatMap((form) => Array.from({ length: 25 }, form))
}

/**
 * Hard look-alikes, written against the detectors after they were made: bare counters that begin like a mobile number, codes in
 * the form of plates and passports. Some can be told by nobody; what is found in them should at least not be called sure.
 */
export function lookAlikes(): readonly string[] {
  const { digits, below } = generatorOf(707)
  const forms: readonly (() => string)[] = [
    () => `钢卷号 1${digits(10)}A`,
    () => `轴承座编号:13${digits(9)}`,
    () => `PLC地址 DB10.DBX0.${below(8)} 值 13${digits(9)}`,
    () => `计数器 13${digits(9)}`,
    () => `脉冲15${digits(9)}`,
    () => `寄存器内容 18${digits(9)}`,
    () => `累计流量 15${digits(9)} m³`,
    () => `运行 18${digits(9)} s`,
    () => `ERP料号15${digits(9)}，仓位A-03-12`,
    () => `检验批 1${digits(11)}`,
    () => `NSN 5330-01-${digits(3)}-${digits(4)}`,
    () => `图纸 13${digits(9)}-A3`,
    () => `CAS 7732-18-5, EC 231-791-2`,
    () => `UDI (01)0693${digits(10)}(17)261231(10)${digits(6)}`,
    () => `ISBN 978-7-${digits(3)}-${digits(5)}-${digits(1)}`,
    () => `国药准字H${digits(8)}`,
    () => `闽B${digits(5)}号线缆`,
    () => `宁E${digits(5)}泵`,
    () => `特种设备使用登记证 梯11浙A${digits(5)}(23)`,
    () => `案号（2026）浙01民终${digits(4)}号`,
    () => `DOI 10.1000/${digits(11)}`,
    () => `点位 ${digits(3)}.${digits(4)} ${digits(3)}.${digits(4)} ${digits(2)}.${digits(4)}`,
    () => `E${digits(8)}变频器`,
    () => `模具 G${digits(8)} 保养`,
    () => `SKU-13${digits(9)}-RED`,
    () => `托盘码00169${digits(15)}`,
    () => `trace_id=${digits(18)}`,
    () => `快递 SF13${digits(11)}`,
    () => `车间温度 25 26 27 138 1234 5678 9012`,
    () => `手机壳订单 ${digits(11)} 件`,
  ]
  return forms.flatMap((form) => Array.from({ length: 25 }, form))
}
