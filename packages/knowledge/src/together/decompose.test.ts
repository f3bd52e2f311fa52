import { describe, expect, it } from 'vitest'
import { decompose } from './decompose.ts'

describe('decompose: questions for several things', () => {
  it.each([
    ['养犬登记和户外招牌备案分别要交哪些材料？', ['养犬登记要交哪些材料', '户外招牌备案要交哪些材料']],
    ['硕士的租房补贴和购房补贴各是多少？', ['硕士的租房补贴是多少', '硕士的购房补贴是多少']],
    ['租房补贴和购房补贴的申请条件有什么区别？', ['租房补贴的申请条件是什么', '购房补贴的申请条件是什么']],
    ['一级、二级和三级碰撞分别要检查什么', ['一级碰撞要检查什么', '二级碰撞要检查什么', '三级碰撞要检查什么']],
    ['HX-630 与 HX-500 报 E-203 有什么区别？', ['HX-630 报 E-203 是什么', 'HX-500 报 E-203 是什么']],
    ['6205-2RS 和 6205-2Z 分别装在哪里？', ['6205-2RS 装在哪里', '6205-2Z 装在哪里']],
    [
      'MC-0633 的 E-610 和 MC-0501 的 E-203 后来查出来分别是什么原因？',
      ['MC-0633 的 E-610 后来查出来是什么原因', 'MC-0501 的 E-203 后来查出来是什么原因'],
    ],
    [
      '博士的租房补贴，2021年和现在的标准分别是多少？',
      ['博士的租房补贴，2021年的标准是多少', '博士的租房补贴，现在的标准是多少'],
    ],
    ['临湖区和南汀县的办公时间有什么不一样', ['临湖区的办公时间是什么', '南汀县的办公时间是什么']],
    ['HX-500 和 HX-630 相比，托盘最大承重差多少？', ['HX-500 托盘最大承重是多少', 'HX-630 托盘最大承重是多少']],
    ['先开公司再办食品经营许可，各需要什么材料？', ['开公司需要什么材料', '办食品经营许可需要什么材料']],
    [
      '申请一次性创业补贴，除了要符合什么条件，还要交哪些材料？',
      ['申请一次性创业补贴，要符合什么条件', '申请一次性创业补贴，要交哪些材料'],
    ],
    ['HX-630 液压油多久换一次，换油的步骤是什么？', ['HX-630 液压油多久换一次', 'HX-630 液压油换油的步骤是什么']],
    ['二手房过户要交哪些材料，登记费多少钱？', ['二手房过户要交哪些材料', '二手房过户登记费多少钱']],
    ['身份证丢了补办多少钱？另外，外地交的社保怎么转过来？', ['身份证丢了补办多少钱', '外地交的社保怎么转过来']],
    [
      '在三级医院住院，居民医保能报多少，一年最多报多少？',
      ['在三级医院住院，居民医保能报多少', '在三级医院住院，居民医保一年最多报多少'],
    ],
    ['租房补贴、购房补贴分别给多少', ['租房补贴给多少', '购房补贴给多少']],
    ['对比一下租房补贴和购房补贴的申请条件', ['租房补贴的申请条件是什么', '购房补贴的申请条件是什么']],
    ['硕士和博士哪个租房补贴更高', ['硕士的租房补贴是多少', '博士的租房补贴是多少']],
    ['HX-630 和 HX-500 的暖机时间一样吗？', ['HX-630 的暖机时间是什么', 'HX-500 的暖机时间是什么']],
    ['2022年主轴润滑油多久换一次，现在呢？', ['2022年主轴润滑油多久换一次', '现在主轴润滑油多久换一次']],
    [
      'What is the chain sag of the HX-500 and the drawbar force of the HX-630?',
      ['What is the chain sag of the HX-500?', 'What is the drawbar force of the HX-630?'],
    ],
    [
      'What is the difference between a work permit and a study permit?',
      ['What about a work permit?', 'What about a study permit?'],
    ],
    [
      'What is the air pressure of both the HX-630 and the HX-500?',
      ['What is the air pressure of the HX-630?', 'What is the air pressure of the HX-500?'],
    ],
    [
      'How soon must I register after moving, and within how many days must I apply for a permit?',
      ['How soon must I register after moving?', 'Within how many days must I apply for a permit?'],
    ],
  ])('%s', (question, parts) => {
    expect(decompose(question).parts).toEqual(parts)
  })

  it('says who took it apart, and by which form', () => {
    expect(decompose('租房补贴和购房补贴各是多少')).toMatchObject({ by: 'rules', form: 'respectively' })
    expect(decompose('租房补贴和购房补贴有什么区别')).toMatchObject({ by: 'rules', form: 'difference' })
    expect(decompose('高龄津贴给多少，另外养老服务补贴给多少')).toMatchObject({ by: 'rules', form: 'several-asked' })
    const whole = decompose('高龄津贴给多少')
    expect(whole).toEqual({ parts: ['高龄津贴给多少'], by: 'nobody' })
    expect(Object.isFrozen(whole) && Object.isFrozen(whole.parts)).toBe(true)
  })
})

describe('decompose: leaves alone', () => {
  it.each([
    '',
    '？？',
    '租房补贴多少钱',
    '公租房和人才公寓可以同时申请吗？',
    '6205-2RS 和 6205-2Z 能不能互换？',
    '申请公租房，除了身份证还要带什么材料？',
    '居住证和社保卡丢了怎么办',
    '家里突然着火什么都没了，急着用钱，多久能先给救助？',
    '路人因油污滑倒，无法确定是谁倾倒的，管理单位要承担责任吗',
    '不论采取什么措施都来不及，医院要赔偿吗',
    '不知道怎么填，表在哪里下载',
    '居住证补办要几天，多少钱？',
    'HX-630 报 E-203 是什么毛病，怎么弄',
    '借条没写名字，可以起诉吗，合法吗',
    '我可以转让合伙份额吗？/合伙份额怎么转让？',
    '医院应当承担责任吗？（器械问题造成损害，医院要不要赔？）',
    '各区的政务大厅几点上班',
    '各类人才的补贴标准是多少',
    '恒星演化时膨胀和收缩会因什么特征而有所不同',
    '先断电再开柜门要等几分钟',
    '居住登记和居住证办事指南在哪里看',
    '合同分别签了三年，怎么续',
    '刚到三个月，几岁可以上学',
    '这算几级，那要检查什么',
    '和平路的窗口几点开门',
    'HX630-SP-0412跟HX500-SP-0412是不是一样的东西',
    '哪个窗口排队少',
    '西北部和东部地区哪个政党最强大',
    '这种字母的标准到什么时候才和现在的相同',
    '比较急，能当天拿到吗',
    '身份证、户口簿和照片都要带吗',
    '换身份证的收费和去年的一样吗',
    'How do I apply for a residence permit, and is it free?',
    'Where can I park and wait?',
    'Who repairs the pump and the valve?',
    'Besides the passport, what must I bring?',
    'It broke down. What should I do?',
    'Is the HX-630 louder than the HX-500?',
    `${'我们单位情况比较复杂，'.repeat(20)}补贴多少，材料有哪些？`,
  ])('%s', (question) => {
    expect(decompose(question)).toEqual({ parts: [question], by: 'nobody' })
  })

  it('takes no long time over what is no question at all', () => {
    const started = process.cpuUsage()
    for (const text of [
      '和'.repeat(160),
      '，'.repeat(160),
      '先再各'.repeat(50),
      'and '.repeat(40),
      '的和的'.repeat(50),
      'A1-'.repeat(50),
    ])
      decompose(text)
    const { user } = process.cpuUsage(started)
    expect(user / 1000).toBeLessThan(500)
  })
})
