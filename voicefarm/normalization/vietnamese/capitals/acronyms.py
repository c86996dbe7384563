"""Acronyms: what stands for Vietnamese words, and what is spelled how."""

import re


def _table(lines: str) -> dict[str, str]:
    """Of each pair the name before the colon, and what it stands for."""
    pairs = (pair.partition(": ") for pair in re.split(r"\s+\|\s+|\n", lines.strip()))
    return {name.strip(): meaning for name, _, meaning in pairs}


EXPANDED: dict[str, str] = _table("""
    SĐK: số đăng ký | KQXS: kết quả xổ số | HSCC: hồi sức cấp cứu | CSKH: chăm sóc khách hàng
    KTC: khoảng tin cậy | XN: xét nghiệm | THA: tăng huyết áp | VPQ: viêm phế quản
    TBMMN: tai biến mạch máu não | NMCT: nhồi máu cơ tim | VGB: viêm gan B | KD: kinh doanh
    ĐKXT: đăng ký xét tuyển | LTT: lương tối thiểu | Sđt: số điện thoại | ĐTDĐ: điện thoại di động
    CHCC: căn hộ chung cư | SHR: sổ hồng riêng | SXH: sốt xuất huyết | NCS: nghiên cứu sinh
    CTN: chủ tịch nước | LĐ: lao động | ĐHQGHN: đại học quốc gia Hà Nội
    ĐHQG-HCM: đại học quốc gia thành phố Hồ Chí Minh | HĐMB: hợp đồng mua bán
    HĐTM: hợp đồng thương mại | HĐDV: hợp đồng dịch vụ | HĐTD: hợp đồng tín dụng
    TC-KT: tài chính kế toán | TCKT: tài chính kế toán | TC-HC: tổ chức hành chính
    HCNS: hành chính nhân sự | HC-NS: hành chính nhân sự | TC-CB: tổ chức cán bộ
    TCCB: tổ chức cán bộ | KHTC: kế hoạch tài chính | KH-TC: kế hoạch tài chính
    GTTB: giá trị trung bình | PTNT: phát triển nông thôn | QLCL: quản lý chất lượng
    UBND: ủy ban nhân dân | HĐND: hội đồng nhân dân | HĐQT: hội đồng quản trị
    HĐXX: hội đồng xét xử | HĐTV: hội đồng thành viên | ĐT&PT: đầu tư và phát triển
    VPĐD: văn phòng đại diện | GPKD: giấy phép kinh doanh | NHTMCP: ngân hàng thương mại cổ phần
    BGK: ban giám khảo | SVĐ: sân vận động | BCHTW: ban chấp hành trung ương
    ANQP: an ninh quốc phòng | KTNN: kiểm toán nhà nước | SGDĐT: sở giáo dục đào tạo
    HĐKT: hợp đồng kinh tế | PGD: phòng giao dịch | ĐTĐ: đái tháo đường | TCHC: tổ chức hành chính
    ĐKVĐ: đương kim vô địch | LĐBĐ: liên đoàn bóng đá | LĐBĐVN: liên đoàn bóng đá Việt Nam
    LĐLĐ: liên đoàn lao động | CTTG: chiến tranh thế giới | UBMTTQ: ủy ban mặt trận tổ quốc
    MTTQ: mặt trận tổ quốc | UBTVQH: ủy ban thường vụ quốc hội | ĐBQH: đại biểu quốc hội
    BCH: ban chấp hành | BCT: bộ công thương | BTV: ban thường vụ | BTC: ban tổ chức
    BGH: ban giám hiệu | BGĐ: ban giám đốc | BQL: ban quản lý | BQT: ban quản trị
    BHXH: bảo hiểm xã hội | BHYT: bảo hiểm y tế | BHTN: bảo hiểm thất nghiệp
    BHNT: bảo hiểm nhân thọ | BĐS: bất động sản | BLHS: bộ luật hình sự | BLDS: bộ luật dân sự
    BLLĐ: bộ luật lao động | BYT: bộ y tế | BNV: bộ nội vụ | GDĐT: giáo dục đào tạo
    GD&ĐT: giáo dục và đào tạo | GDTX: giáo dục thường xuyên | GDCD: giáo dục công dân
    LĐTBXH: lao động thương binh xã hội | LĐ-TB&XH: lao động thương binh và xã hội
    NN&PTNT: nông nghiệp và phát triển nông thôn | TN&MT: tài nguyên và môi trường
    TNMT: tài nguyên môi trường | VH-TT-DL: văn hóa thể thao du lịch
    VHTTDL: văn hóa thể thao du lịch | TT&TT: thông tin và truyền thông
    KH&ĐT: kế hoạch và đầu tư | KH&CN: khoa học và công nghệ | KHCN: khoa học công nghệ
    KHKT: khoa học kỹ thuật | BXH: bảng xếp hạng | KHXH: khoa học xã hội
    KHXH&NV: khoa học xã hội và nhân văn | TN-MT: tài nguyên môi trường | VH-TT: văn hóa thể thao
    VH,TT&DL: văn hóa, thể thao và du lịch | VHTT&DL: văn hóa thể thao và du lịch
    GD-ĐT: giáo dục đào tạo | KH-ĐT: kế hoạch đầu tư | KH-CN: khoa học công nghệ
    LĐ-TB-XH: lao động thương binh xã hội | NN-PTNT: nông nghiệp phát triển nông thôn
    GTVT: giao thông vận tải | TAND: tòa án nhân dân | TANDTC: tòa án nhân dân tối cao
    VKS: viện kiểm sát | VKSND: viện kiểm sát nhân dân | CSGT: cảnh sát giao thông
    CSĐT: cảnh sát điều tra | CSHS: cảnh sát hình sự | CSCĐ: cảnh sát cơ động
    PCCC: phòng cháy chữa cháy | CNCH: cứu nạn cứu hộ | CAND: công an nhân dân
    QĐND: quân đội nhân dân | ANTT: an ninh trật tự | ATGT: an toàn giao thông
    TNGT: tai nạn giao thông | ATTP: an toàn thực phẩm | VSATTP: vệ sinh an toàn thực phẩm
    THPT: trung học phổ thông | THCS: trung học cơ sở | TH: tiểu học
    THCN: trung học chuyên nghiệp | ĐH: đại học | ĐHQG: đại học quốc gia | ĐHBK: đại học bách khoa
    ĐHSP: đại học sư phạm | CĐ: cao đẳng | TC: trung cấp | HSG: học sinh giỏi
    HSSV: học sinh sinh viên | SV: sinh viên | HS: học sinh | GV: giáo viên
    GVCN: giáo viên chủ nhiệm | PHHS: phụ huynh học sinh | SGK: sách giáo khoa | NXB: nhà xuất bản
    CNTT: công nghệ thông tin | CNH: công nghiệp hóa | HĐH: hiện đại hóa | CNXH: chủ nghĩa xã hội
    XHCN: xã hội chủ nghĩa | CHXHCN: cộng hòa xã hội chủ nghĩa | CNTB: chủ nghĩa tư bản
    ĐCSVN: đảng cộng sản Việt Nam | TƯ: trung ương | TW: trung ương | VN: Việt Nam
    VNCH: Việt Nam Cộng hòa | CHDC: cộng hòa dân chủ | DTTS: dân tộc thiểu số
    KT-XH: kinh tế xã hội | KTXH: kinh tế xã hội | KTX: ký túc xá | NSNN: ngân sách nhà nước
    NHNN: ngân hàng nhà nước | NHTM: ngân hàng thương mại | NHTW: ngân hàng trung ương
    TMCP: thương mại cổ phần | TNHH MTV: trách nhiệm hữu hạn một thành viên
    TNHH: trách nhiệm hữu hạn | CTCP: công ty cổ phần | DNNN: doanh nghiệp nhà nước
    DNTN: doanh nghiệp tư nhân | DN: doanh nghiệp | TTCK: thị trường chứng khoán
    CTCK: công ty chứng khoán | UBCKNN: ủy ban chứng khoán nhà nước | SXKD: sản xuất kinh doanh
    XNK: xuất nhập khẩu | GTGT: giá trị gia tăng | TNCN: thu nhập cá nhân
    TNDN: thu nhập doanh nghiệp | CMND: chứng minh nhân dân | CMT: chứng minh thư
    CCCD: căn cước công dân | GPLX: giấy phép lái xe | GCN: giấy chứng nhận
    QSDĐ: quyền sử dụng đất | MST: mã số thuế | STK: số tài khoản | SĐT: số điện thoại
    ĐT: điện thoại | ĐTDĐ: điện thoại di động | ĐKKD: đăng ký kinh doanh
    ĐKXĐ: điều kiện xác định | KĐT: khu đô thị | KĐTM: khu đô thị mới | KCN: khu công nghiệp
    KCX: khu chế xuất | KKT: khu kinh tế | KDC: khu dân cư | KDL: khu du lịch
    TTTM: trung tâm thương mại | CLB: câu lạc bộ | ĐTQG: đội tuyển quốc gia | HCV: huy chương vàng
    HCB: huy chương bạc | HCĐ: huy chương đồng | KQKD: kết quả kinh doanh
    LNST: lợi nhuận sau thuế | LNTT: lợi nhuận trước thuế | GĐ: giám đốc | PGĐ: phó giám đốc
    TGĐ: tổng giám đốc | PTGĐ: phó tổng giám đốc | P.TGĐ: phó tổng giám đốc | PCT: phó chủ tịch
    HLV: huấn luyện viên | VĐV: vận động viên | BTL: bộ tư lệnh | TBT: tổng bí thư
    TTg: thủ tướng | TTCP: thủ tướng chính phủ | CP: chính phủ | QH: quốc hội | NĐ: nghị định
    QĐ: quyết định | NQ: nghị quyết | PGS: phó giáo sư | GS: giáo sư | TS: tiến sĩ
    TSKH: tiến sĩ khoa học | ThS: thạc sĩ | Ths: thạc sĩ | BS: bác sĩ
    BSCKI: bác sĩ chuyên khoa một | BSCKII: bác sĩ chuyên khoa hai | CKI: chuyên khoa một
    CKII: chuyên khoa hai | KTS: kiến trúc sư | KS: kỹ sư | LS: luật sư | NSND: nghệ sĩ nhân dân
    NSƯT: nghệ sĩ ưu tú | NGND: nhà giáo nhân dân | NGƯT: nhà giáo ưu tú
    AHLLVT: anh hùng lực lượng vũ trang | LLVT: lực lượng vũ trang | TNXP: thanh niên xung phong
    TNCS: thanh niên cộng sản | ĐVTN: đoàn viên thanh niên | LHPN: liên hiệp phụ nữ
    LHQ: Liên Hợp Quốc | TBXH: thương binh xã hội | BVMT: bảo vệ môi trường
    BVTV: bảo vệ thực vật | BVĐK: bệnh viện đa khoa | BV: bệnh viện | TTYT: trung tâm y tế
    TYT: trạm y tế | KCB: khám chữa bệnh | HCM: Hồ Chí Minh | TPHCM: thành phố Hồ Chí Minh
    HN: Hà Nội | ĐBSCL: đồng bằng sông Cửu Long | ĐBSH: đồng bằng sông Hồng
    TBCN: tư bản chủ nghĩa | PTTH: phát thanh truyền hình | THVN: truyền hình Việt Nam
    VPCP: văn phòng chính phủ | CBCNV: cán bộ công nhân viên | CBCC: cán bộ công chức
    CNVC: công nhân viên chức | CNV: công nhân viên | NLĐ: người lao động
    NSDLĐ: người sử dụng lao động | HĐLĐ: hợp đồng lao động | XKLĐ: xuất khẩu lao động
    NVQS: nghĩa vụ quân sự | TCVN: tiêu chuẩn Việt Nam | QCVN: quy chuẩn Việt Nam | PV: phóng viên
    TTXVN: Thông tấn xã Việt Nam | VOV: đài Tiếng nói Việt Nam | ĐTM: đánh giá tác động môi trường
    GPMB: giải phóng mặt bằng | QLDA: quản lý dự án | QLTT: quản lý thị trường | TĐC: tái định cư
    VLXD: vật liệu xây dựng | HTX: hợp tác xã | NTM: nông thôn mới | TDP: tổ dân phố
    SN: sinh năm | QL: quốc lộ | PTBV: phát triển bền vững | LH: liên hệ | CCB: cựu chiến binh
    DTT: doanh thu thuần | SL: số lượng | ĐVT: đơn vị tính | DĐ: di động | TDTT: thể dục thể thao
    ĐTN: đoàn thanh niên | HKTT: hộ khẩu thường trú | NQTW: nghị quyết trung ương
    HSD: hạn sử dụng | NSX: ngày sản xuất | TPCP: trái phiếu chính phủ
    TPDN: trái phiếu doanh nghiệp | BCTC: báo cáo tài chính | ĐHĐCĐ: đại hội đồng cổ đông
    KLGD: khối lượng giao dịch | GTGD: giá trị giao dịch | CTV: cộng tác viên
    CBNV: cán bộ nhân viên | BTGĐ: ban tổng giám đốc | QLNN: quản lý nhà nước
    QLĐT: quản lý đô thị | GPXD: giấy phép xây dựng | XHH: xã hội hóa | CCHC: cải cách hành chính
    TTHC: thủ tục hành chính | DVC: dịch vụ công | KHHGĐ: kế hoạch hóa gia đình
    TNHS: trách nhiệm hình sự | VPHC: vi phạm hành chính | CĐT: chủ đầu tư | NĐT: nhà đầu tư
    TTATGT: trật tự an toàn giao thông | HTKT: hạ tầng kỹ thuật | CSHT: cơ sở hạ tầng
    NOXH: nhà ở xã hội | GDPT: giáo dục phổ thông | GDMN: giáo dục mầm non
    GDNN: giáo dục nghề nghiệp | TT-TT: thông tin truyền thông | TTTT: thông tin truyền thông
    VH-TT&DL: văn hóa thể thao và du lịch | TDTT&DL: thể dục thể thao và du lịch
    VHXH: văn hóa xã hội | VH-XH: văn hóa xã hội | NN&MT: nông nghiệp và môi trường
    NN-MT: nông nghiệp môi trường | LĐTB&XH: lao động thương binh và xã hội
    LĐ,TB&XH: lao động, thương binh và xã hội | P.GĐ: phó giám đốc | P.CT: phó chủ tịch
    P.HT: phó hiệu trưởng | UVBCT: ủy viên bộ chính trị | HXH: hẻm xe hơi | LCB: lương cơ bản
    KHTN: khoa học tự nhiên | HĐTN: hoạt động trải nghiệm | ĐTB: điểm trung bình | SBD: số báo danh
    NVH: nhà văn hóa | NTK: nhà thiết kế | ĐBP: Điện Biên Phủ | ĐGM: đức giám mục
    AHLLVTND: anh hùng lực lượng vũ trang nhân dân | AHLĐ: anh hùng lao động
    GDQP: giáo dục quốc phòng | GDQP-AN: giáo dục quốc phòng an ninh | QP-AN: quốc phòng an ninh
    GDQP&AN: giáo dục quốc phòng và an ninh | QPAN: quốc phòng an ninh | HĐBA: hội đồng bảo an
    PCTN: phòng chống tham nhũng | PCTT: phòng chống thiên tai | TKCN: tìm kiếm cứu nạn
    KBNN: kho bạc nhà nước | ĐTNN: đầu tư nước ngoài | LMLM: lở mồm long móng
    MTTQVN: mặt trận tổ quốc Việt Nam | ĐSVN: đường sắt Việt Nam | ĐSĐT: đường sắt đô thị
    ĐTTM: đô thị thông minh | CĐS: chuyển đổi số | XDCB: xây dựng cơ bản | CNLĐ: công nhân lao động
    GCNQSDĐ: giấy chứng nhận quyền sử dụng đất | SDĐ: sử dụng đất | NSTW: ngân sách trung ương
    QHSDĐ: quy hoạch sử dụng đất | TNLĐ: tai nạn lao động | ATVSLĐ: an toàn vệ sinh lao động
    BHLĐ: bảo hộ lao động | GVBM: giáo viên bộ môn | SKKN: sáng kiến kinh nghiệm
    SGV: sách giáo viên | ĐGNL: đánh giá năng lực | THPTQG: trung học phổ thông quốc gia
    CĐSP: cao đẳng sư phạm | NCKH: nghiên cứu khoa học | BLV: bình luận viên
    TTĐB: tiêu thụ đặc biệt | TSCĐ: tài sản cố định | VCSH: vốn chủ sở hữu | NƠXH: nhà ở xã hội
    TSĐB: tài sản đảm bảo | TCTD: tổ chức tín dụng | KTT: kế toán trưởng | CCMN: chung cư mini
    CHDV: căn hộ dịch vụ | BTCT: bê tông cốt thép | NLTT: năng lượng tái tạo | ĐMT: điện mặt trời
    YTDP: y tế dự phòng | YHCT: y học cổ truyền | RHM: răng hàm mặt | TMH: tai mũi họng
    CĐHA: chẩn đoán hình ảnh | CTCH: chấn thương chỉnh hình | GMHS: gây mê hồi sức
    SKSS: sức khỏe sinh sản | CSSK: chăm sóc sức khỏe | NVYT: nhân viên y tế | CBYT: cán bộ y tế
    TTBYT: trang thiết bị y tế | KSNK: kiểm soát nhiễm khuẩn | BĐBP: bộ đội biên phòng
    CSB: cảnh sát biển | CSKT: cảnh sát kinh tế | CSMT: cảnh sát môi trường | DQTV: dân quân tự vệ
    BCHQS: ban chỉ huy quân sự | BQP: bộ quốc phòng | BCA: bộ công an | BXD: bộ xây dựng
    TNTP: thiếu niên tiền phong | TLĐLĐVN: tổng liên đoàn lao động Việt Nam
    BGDĐT: bộ giáo dục và đào tạo | BGD&ĐT: bộ giáo dục và đào tạo | BGTVT: bộ giao thông vận tải
    BTTTT: bộ thông tin và truyền thông | BVHTTDL: bộ văn hóa thể thao và du lịch
    BTNMT: bộ tài nguyên và môi trường | BKHĐT: bộ kế hoạch và đầu tư
    BKHCN: bộ khoa học và công nghệ | BLĐTBXH: bộ lao động thương binh xã hội
    VKSNDTC: viện kiểm sát nhân dân tối cao | UBKT: ủy ban kiểm tra | BCĐ: ban chỉ đạo
    CQĐT: cơ quan điều tra | BLTTHS: bộ luật tố tụng hình sự | BLTTDS: bộ luật tố tụng dân sự
    THADS: thi hành án dân sự | QPPL: quy phạm pháp luật | VBQPPL: văn bản quy phạm pháp luật
    XĐGN: xóa đói giảm nghèo | ASXH: an sinh xã hội | BTXH: bảo trợ xã hội | CTXH: công tác xã hội
    CSXH: chính sách xã hội | NHCSXH: ngân hàng chính sách xã hội | BĐKH: biến đổi khí hậu
    CHXHCNVN: cộng hòa xã hội chủ nghĩa Việt Nam | BQLDA: ban quản lý dự án | ĐNB: Đông Nam Bộ
    KTTV: khí tượng thủy văn | ATNĐ: áp thấp nhiệt đới | XTNĐ: xoáy thuận nhiệt đới
    KKL: không khí lạnh | TTƯT: thầy thuốc ưu tú | TTND: thầy thuốc nhân dân
    NNƯT: nghệ nhân ưu tú | NNND: nghệ nhân nhân dân | DNNVV: doanh nghiệp nhỏ và vừa
    GTNT: giao thông nông thôn | TMĐT: thương mại điện tử | CSVC: cơ sở vật chất
    LLCT: lý luận chính trị | KTQD: kinh tế quốc dân | ĐHKTQD: đại học kinh tế quốc dân
    QTKD: quản trị kinh doanh | TCNH: tài chính ngân hàng | KHĐT: kế hoạch đầu tư
    HVTC: học viện tài chính | HVNH: học viện ngân hàng | ĐHYD: đại học y dược
    ĐHNN: đại học ngoại ngữ | HDV: hướng dẫn viên | DSVH: di sản văn hóa | TNV: tình nguyện viên
    PTDTNT: phổ thông dân tộc nội trú | PTDTBT: phổ thông dân tộc bán trú
    GDTH: giáo dục tiểu học | CBQL: cán bộ quản lý | GVMN: giáo viên mầm non | TKB: thời khóa biểu
    TTGDTX: trung tâm giáo dục thường xuyên | VSMT: vệ sinh môi trường | NTTS: nuôi trồng thủy sản
    TTCN: tiểu thủ công nghiệp | ATTT: an toàn thông tin | ANM: an ninh mạng | CSDL: cơ sở dữ liệu
    CTMTQG: chương trình mục tiêu quốc gia | MTQG: mục tiêu quốc gia | VĐQG: vô địch quốc gia
    ĐTVT: điện tử viễn thông | HTTT: hệ thống thông tin | QHQT: quan hệ quốc tế
    HTQT: hợp tác quốc tế | CQĐP: chính quyền địa phương | PCCCR: phòng cháy chữa cháy rừng
    PGD&ĐT: phòng giáo dục và đào tạo | SGD&ĐT: sở giáo dục và đào tạo
    PGDĐT: phòng giáo dục đào tạo | PGD-ĐT: phòng giáo dục đào tạo | SGD-ĐT: sở giáo dục đào tạo
    TTATXH: trật tự an toàn xã hội | ĐHCĐ: đại hội cổ đông
    ATVSTP: an toàn vệ sinh thực phẩm | CMCN: cách mạng công nghiệp
    TBP: trưởng bộ phận | HDSD: hướng dẫn sử dụng | PNCT: phụ nữ có thai
    MSSV: mã số sinh viên | MSHS: mã số học sinh | DTSD: diện tích sử dụng
    ĐHY: đức hồng y | ĐTGM: đức tổng giám mục | SYLL: sơ yếu lý lịch | GKSK: giấy khám sức khỏe
    CTY: công ty | HKD: hộ kinh doanh | TCT: tổng công ty | TM-DV: thương mại dịch vụ
    TM&DV: thương mại và dịch vụ | TMDV: thương mại dịch vụ | SX-TM: sản xuất thương mại
    ĐTXD: đầu tư xây dựng | ĐTPT: đầu tư phát triển | DTXD: diện tích xây dựng
    CQCSĐT: cơ quan cảnh sát điều tra | DTTK: dung tích thiết kế | XDTD: xây dựng tự do
    MBKD: mặt bằng kinh doanh | TTHS: tố tụng hình sự | TTDS: tố tụng dân sự
    PLHĐ: phụ lục hợp đồng | CĐV: cổ động viên
    KPCĐ: kinh phí công đoàn | CHDCND: cộng hòa dân chủ nhân dân | CTQG: chính trị quốc gia
    QNCN: quân nhân chuyên nghiệp | GTLN: giá trị lớn nhất | GTNN: giá trị nhỏ nhất
    TDMNPB: trung du miền núi phía bắc | HN&GĐ: hôn nhân và gia đình | HNGĐ: hôn nhân gia đình
    BR-VT: Bà Rịa Vũng Tàu | SHH: suy hô hấp | RLLP: rối loạn lipid | DDTT: dạ dày tá tràng
    THPT QG: trung học phổ thông quốc gia | VCK: vòng chung kết | LHP: liên hoan phim
    CATP: công an thành phố | CAQ: công an quận | XSKT: xổ số kiến thiết | VĐL: vốn điều lệ
    KSND: kiểm sát nhân dân | TSDĐ: tiền sử dụng đất | NST: nhiễm sắc thể | BST: bộ sưu tập
    NNPTNT: nông nghiệp phát triển nông thôn | PBGDPL: phổ biến giáo dục pháp luật
    HKQT: hàng không quốc tế | ĐKQT: đa khoa quốc tế | CBCS: cán bộ chiến sĩ
    TTKS: tuần tra kiểm soát | TTGT: thanh tra giao thông | GDCK: giao dịch chứng khoán
    CHQS: chỉ huy quân sự | CHND: cộng hòa nhân dân | CHLB: cộng hòa liên bang
    NHM: người hâm mộ | BLĐ: ban lãnh đạo | NTBD: nghệ thuật biểu diễn | VHTT: văn hóa thể thao
    QSMT: quay số mở thưởng | ĐTVN: đội tuyển Việt Nam | CĐCS: công đoàn cơ sở
    TBN: Tây Ban Nha | BĐN: Bồ Đào Nha | NVCC: nhân vật cung cấp | ĐVHC: đơn vị hành chính
    VPĐKĐĐ: văn phòng đăng ký đất đai | VNDCCH: Việt Nam dân chủ cộng hòa
    CTĐT: chương trình đào tạo | ĐTNĐ: đường thủy nội địa | ATLĐ: an toàn lao động
    GTĐB: giao thông đường bộ | TPCN: thực phẩm chức năng | SHTT: sở hữu trí tuệ
    UVTW: ủy viên trung ương | UVTƯ: ủy viên trung ương | BCHTƯ: ban chấp hành trung ương
    UBTƯ: ủy ban trung ương | QUTW: quân ủy trung ương | QUTƯ: quân ủy trung ương
    UBCK: ủy ban chứng khoán | ĐSQ: đại sứ quán | TCCN: trung cấp chuyên nghiệp
    CNH-HĐH: công nghiệp hóa hiện đại hóa | CNH, HĐH: công nghiệp hóa, hiện đại hóa
    KCHT: kết cấu hạ tầng | VHNT: văn hóa nghệ thuật | QSH: quyền sở hữu | XD: xây dựng
""")
"""What stands for words."""

SPELLED: dict[str, str] = _table("""
    AT&T: ây ti en ti
    AI: ây ai | API: ây pi ai | ATM: ây ti em | BBC: bi bi xi | BOT: bê ô tê | CD: xi đi
    CEO: xi i ô | CFO: xi ép ô | CIA: xi ai ây | CNN: xi en en | COO: xi ô ô | CPU: xi pi u
    CTO: xi ti ô | CV: xi vi | DJ: đi giây | DNA: đi en ây | EQ: i quy | ESG: i ét giê
    ETF: i ti ép | EU: i u | EVN: e vê en | FAQ: ép ây quy | FBI: ép bi ai | FDI: ép đi ai
    FED: phét | FTA: ép ti ây | GDP: giê đê pê | GPS: giê pi ét | GPT: giê pi ti | GPU: giê pi u
    HIV: hát i vê | HR: hát rờ | ICU: ai xi u | IMF: ai em ép | IPO: ai pi ô | IQ: ai quy
    ISO: i sô | IT: ai ti | IoT: ai ô ti | KOL: cây âu eo | KPI: cây pi ai | LED: lét | MC: em xi
    MRI: em a ai | MV: em vi | NGO: en giê ô | OK: ô kê | PC: pi xi | PR: pi a | QR: quy a
    R&D: a en đi | SEO: xê ô | SJC: ét gi xê | SMS: ét em ét
    H&M: hát en em | M&A: em en ây | F&B: ép en bi | SUV: ét u vê | TV: ti vi
    UFO: u ép ô | USD: đô la Mỹ | VND: đồng | VNĐ: đồng | EUR: ơ rô | UN: u en | URL: u rờ eo
    USA: u ét a | USB: u ét bê | VAT: vê a tê | VAR: va | VFF: vê ép ép | VIP: víp | WB: vê kép bê
    WHO: vê kép hát ô | WTO: vê kép tê ô | iOS: ai ô ét
""")
"""How narrators spell what came with its English letter names."""
