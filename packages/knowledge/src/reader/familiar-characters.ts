// The characters most used in Chinese writing, simplified, then traditional where they differ, then Japanese forms.
const simplified =
  '的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏兴切跑足消错终' +
  '标准质检查修理维护设备油压温电阻器械操作停止启动关闭故障报警警急原因措施安装调整测试值号型规格参数速轴承液泵阀线路图纸说明书表格编号日期名称单位负责人审批核通知办法规定条例附件申请材料受理时限费用证照企业个体居民社会保障医疗养老住房公积金税务登记变更注销行政许可服务中心窗口咨询电话地址邮箱简介概述目录章节项目计划方案总结会议纪录记录主持发言出席议题决定执行情况完成进度问题建议意见反馈姓男女岁省县镇村街道室层楼价格数量合计小计备注产品客户供应订单库存采购销售生产车间班组工人工程质量环境危险防火'
const traditional =
  '這來國個說們為時會對學過後裡麼沒於還發當無開見經頭長現樣動兩從給幾業間電東門話機點聲實進與將種體應產並車數報華馬張難總處場師書員軍關別萬氣聽區條強邊戰許覺題統請愛讓認論義術結務連遠資隊帶變聯權領傳紅決達辦運風親歷轉眾輕語滿寫識極黃臉錢黨設雙單據導網專讀觀爭組視濟離雖壞興標準質檢維護備壓溫啟閉警裝調號規參軸閥線圖紙編稱負責審批知證險費照稅記變銷許服詢址簡錄項劃總結紀議計價備註購庫訂應質環備府訊監佈貴補續確認腦軟貨幣銀診療醫飲館廠誌鎮鄉縣樓層歲'
const japanese = '気図駅対応検査実施済売買価会社円国経験変更価値単広発価読書込処広'
const familiar = new Set(simplified + traditional + japanese)

/**
 * How much a text looks like Chinese, Japanese or Korean as people write it, 0 to 1: the share of its letters outside ASCII that are
 * among the most used ones. Text read in a wrong encoding is made of rare ones.
 */
export function familiarShare(text: string): number {
  let letters = 0
  let known = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x80) continue
    letters++
    if (familiar.has(character) || isMark(code) || isKana(code) || isHangul(code)) known++
  }
  return letters === 0 ? 0 : known / letters
}

function isMark(code: number): boolean {
  return (code >= 0x3000 && code <= 0x3011) || (code >= 0xff01 && code <= 0xff1f) || (code >= 0x2014 && code <= 0x2026)
}

function isKana(code: number): boolean {
  return code >= 0x3041 && code <= 0x30fe
}

function isHangul(code: number): boolean {
  return code >= 0xac00 && code <= 0xd7a3
}
