"""Words for the people of a country, which tell that a text is about it: «the Libyan Coast Guard».

Left out are words that mean a language, a dish or another people as often: English, Indian, Polish.
"""

_DEMONYMS = """
AF afghan afghans|AL albanian albanians|DZ algerian algerians|AO angolan angolans
AR argentine argentinian argentinians|AM armenian armenians|AU australian australians
AT austrian austrians|AZ azerbaijani azeri|BH bahraini|BD bangladeshi bangladeshis
BY belarusian belarusians|BE belgian belgians|BZ belizean|BJ beninese|BT bhutanese
BO bolivian bolivians|BA bosnian bosnians|BW botswanan|BR brazilian brazilians
BG bulgarian bulgarians|BF burkinabe|BI burundian burundians|KH cambodian cambodians
CM cameroonian cameroonians|CA canadian canadians|TD chadian chadians|CL chilean chileans
CN chinese|CO colombian colombians|KM comorian|CD congolese|CR costarican|HR croatian croatians
CU cuban cubans|CY cypriot cypriots|CZ czech czechs|DJ djiboutian|EC ecuadorian ecuadorians
EG egyptian egyptians|SV salvadoran salvadorans|ER eritrean eritreans|EE estonian estonians
ET ethiopian ethiopians|FJ fijian fijians|FI finnish|GA gabonese|GM gambian gambians
GE georgian georgians|GH ghanaian ghanaians|GR greek greeks|GT guatemalan guatemalans
GN guinean guineans|GY guyanese|HT haitian haitians|HN honduran hondurans|HU hungarian hungarians
IS icelandic|ID indonesian indonesians|IR iranian iranians|IQ iraqi iraqis|IL israeli israelis
IT italian italians|CI ivorian ivorians|JM jamaican jamaicans|JO jordanian jordanians
KZ kazakh kazakhstani|KE kenyan kenyans|XK kosovar kosovars|KW kuwaiti kuwaitis|KG kyrgyz
LA laotian|LV latvian latvians|LB lebanese|LS basotho|LR liberian liberians|LY libyan libyans
LT lithuanian lithuanians|MG malagasy|MW malawian malawians|MY malaysian malaysians
MV maldivian maldivians|ML malian malians|MT maltese|MR mauritanian mauritanians
MU mauritian mauritians|MX mexican mexicans|MD moldovan moldovans|MN mongolian mongolians
ME montenegrin montenegrins|MA moroccan moroccans|MZ mozambican mozambicans|MM burmese
NA namibian namibians|NP nepalese nepali|NI nicaraguan nicaraguans|NE nigerien nigeriens
NG nigerian nigerians|NO norwegian norwegians|OM omani omanis|PK pakistani pakistanis
PS palestinian palestinians|PA panamanian panamanians|PY paraguayan paraguayans
PE peruvian peruvians|PH filipino filipinos philippine|PT portuguese|QA qatari qataris
RO romanian romanians|RU russian russians|RW rwandan rwandans|SA saudi saudis
SN senegalese|RS serbian serbs|SC seychellois|SL sierraleonean|SG singaporean singaporeans
SK slovak slovaks|SI slovenian slovenians|SO somali somalis|SD sudanese|SE swedish
SY syrian syrians|TW taiwanese|TJ tajik tajiks|TZ tanzanian tanzanians|TH thai|TG togolese
TT trinidadian|TN tunisian tunisians|TR turkish turks|TM turkmen|UG ugandan ugandans
UA ukrainian ukrainians|AE emirati emiratis|UY uruguayan uruguayans|UZ uzbek uzbeks
VE venezuelan venezuelans|VN vietnamese|YE yemeni yemenis|ZM zambian zambians
ZW zimbabwean zimbabweans
"""
_ENTRIES = (entry.split() for line in _DEMONYMS.strip().split("\n") for entry in line.split("|"))
# ISO 3166-1 codes by folded word.
DEMONYMS = {word: code for code, *words in _ENTRIES for word in words}
