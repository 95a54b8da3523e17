"""The currencies of ISO 4217 that are money or a unit of account of prices: code, name, digits after the decimal sign.

Not those of precious metals, of funds between banks, for testing, or for none.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Promise] = {
    "AED": _("UAE dirham"), "AFN": _("Afghan afghani"), "ALL": _("Albanian lek"), "AMD": _("Armenian dram"),
    "AOA": _("Angolan kwanza"), "ARS": _("Argentine peso"), "AUD": _("Australian dollar"),
    "AWG": _("Aruban florin"), "AZN": _("Azerbaijani manat"),
    "BAM": _("Bosnia and Herzegovina convertible mark"), "BBD": _("Barbadian dollar"),
    "BDT": _("Bangladeshi taka"), "BHD": _("Bahraini dinar"), "BIF": _("Burundian franc"),
    "BMD": _("Bermudian dollar"), "BND": _("Brunei dollar"), "BOB": _("Bolivian boliviano"),
    "BRL": _("Brazilian real"), "BSD": _("Bahamian dollar"), "BTN": _("Bhutanese ngultrum"),
    "BWP": _("Botswana pula"), "BYN": _("Belarusian ruble"), "BZD": _("Belize dollar"),
    "CAD": _("Canadian dollar"), "CDF": _("Congolese franc"), "CHF": _("Swiss franc"),
    "CLF": _("Chilean unit of account (UF)"), "CLP": _("Chilean peso"), "CNY": _("Chinese yuan"),
    "COP": _("Colombian peso"), "CRC": _("Costa Rican colón"), "CUP": _("Cuban peso"),
    "CVE": _("Cape Verdean escudo"), "CZK": _("Czech koruna"), "DJF": _("Djiboutian franc"),
    "DKK": _("Danish krone"), "DOP": _("Dominican peso"), "DZD": _("Algerian dinar"),
    "EGP": _("Egyptian pound"), "ERN": _("Eritrean nakfa"), "ETB": _("Ethiopian birr"), "EUR": _("Euro"),
    "FJD": _("Fijian dollar"), "FKP": _("Falkland Islands pound"), "GBP": _("Pound sterling"),
    "GEL": _("Georgian lari"), "GHS": _("Ghanaian cedi"), "GIP": _("Gibraltar pound"),
    "GMD": _("Gambian dalasi"), "GNF": _("Guinean franc"), "GTQ": _("Guatemalan quetzal"),
    "GYD": _("Guyanese dollar"), "HKD": _("Hong Kong dollar"), "HNL": _("Honduran lempira"),
    "HTG": _("Haitian gourde"), "HUF": _("Hungarian forint"), "IDR": _("Indonesian rupiah"),
    "ILS": _("Israeli new shekel"), "INR": _("Indian rupee"), "IQD": _("Iraqi dinar"), "IRR": _("Iranian rial"),
    "ISK": _("Icelandic króna"), "JMD": _("Jamaican dollar"), "JOD": _("Jordanian dinar"),
    "JPY": _("Japanese yen"), "KES": _("Kenyan shilling"), "KGS": _("Kyrgyzstani som"),
    "KHR": _("Cambodian riel"), "KMF": _("Comorian franc"), "KPW": _("North Korean won"),
    "KRW": _("South Korean won"), "KWD": _("Kuwaiti dinar"), "KYD": _("Cayman Islands dollar"),
    "KZT": _("Kazakhstani tenge"), "LAK": _("Lao kip"), "LBP": _("Lebanese pound"),
    "LKR": _("Sri Lankan rupee"), "LRD": _("Liberian dollar"), "LSL": _("Lesotho loti"),
    "LYD": _("Libyan dinar"), "MAD": _("Moroccan dirham"), "MDL": _("Moldovan leu"),
    "MGA": _("Malagasy ariary"), "MKD": _("Macedonian denar"), "MMK": _("Myanmar kyat"),
    "MNT": _("Mongolian tögrög"), "MOP": _("Macanese pataca"), "MRU": _("Mauritanian ouguiya"),
    "MUR": _("Mauritian rupee"), "MVR": _("Maldivian rufiyaa"), "MWK": _("Malawian kwacha"),
    "MXN": _("Mexican peso"), "MXV": _("Mexican investment unit (UDI)"), "MYR": _("Malaysian ringgit"),
    "MZN": _("Mozambican metical"), "NAD": _("Namibian dollar"), "NGN": _("Nigerian naira"),
    "NIO": _("Nicaraguan córdoba"), "NOK": _("Norwegian krone"), "NPR": _("Nepalese rupee"),
    "NZD": _("New Zealand dollar"), "OMR": _("Omani rial"), "PAB": _("Panamanian balboa"),
    "PEN": _("Peruvian sol"), "PGK": _("Papua New Guinean kina"), "PHP": _("Philippine peso"),
    "PKR": _("Pakistani rupee"), "PLN": _("Polish zloty"), "PYG": _("Paraguayan guaraní"),
    "QAR": _("Qatari riyal"), "RON": _("Romanian leu"), "RSD": _("Serbian dinar"), "RUB": _("Russian ruble"),
    "RWF": _("Rwandan franc"), "SAR": _("Saudi riyal"), "SBD": _("Solomon Islands dollar"),
    "SCR": _("Seychellois rupee"), "SDG": _("Sudanese pound"), "SEK": _("Swedish krona"),
    "SGD": _("Singapore dollar"), "SHP": _("Saint Helena pound"), "SLE": _("Sierra Leonean leone"),
    "SOS": _("Somali shilling"), "SRD": _("Surinamese dollar"), "SSP": _("South Sudanese pound"),
    "STN": _("São Tomé and Príncipe dobra"), "SVC": _("Salvadoran colón"), "SYP": _("Syrian pound"),
    "SZL": _("Swazi lilangeni"), "THB": _("Thai baht"), "TJS": _("Tajikistani somoni"),
    "TMT": _("Turkmenistan manat"), "TND": _("Tunisian dinar"), "TOP": _("Tongan paʻanga"),
    "TRY": _("Turkish lira"), "TTD": _("Trinidad and Tobago dollar"), "TWD": _("New Taiwan dollar"),
    "TZS": _("Tanzanian shilling"), "UAH": _("Ukrainian hryvnia"), "UGX": _("Ugandan shilling"),
    "USD": _("US dollar"), "UYI": _("Uruguayan indexed unit"), "UYU": _("Uruguayan peso"),
    "UZS": _("Uzbekistani som"), "VED": _("Venezuelan digital bolívar"), "VES": _("Venezuelan bolívar"),
    "VND": _("Vietnamese dong"), "VUV": _("Vanuatu vatu"), "WST": _("Samoan tala"),
    "XAF": _("Central African CFA franc"), "XCD": _("East Caribbean dollar"), "XCG": _("Caribbean guilder"),
    "XOF": _("West African CFA franc"), "XPF": _("CFP franc"), "YER": _("Yemeni rial"),
    "ZAR": _("South African rand"), "ZMW": _("Zambian kwacha"), "ZWG": _("Zimbabwe gold"),
}  # fmt: skip
USUAL_DIGITS = 2
NONE = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
    "XPF",
)  # fmt: skip
THREE = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
OTHER_DIGITS = dict.fromkeys(NONE, 0) | dict.fromkeys(THREE, 3) | {"CLF": 4}


def digits_of(code: str) -> int:
    """How many digits an amount in this currency has after the decimal sign."""
    return OTHER_DIGITS.get(code, USUAL_DIGITS)


def name_of(code: str) -> str:
    """ "Colombian peso" in the reader's language; of one that nobody knows, its code."""
    return str(NAMES.get(code, code))


def label_of(code: str) -> str:
    """ "COP – Colombian peso"."""
    return f"{code} – {name_of(code)}"


def codes_with(words: str) -> list[str]:
    """Those with `words` in their code or in their name, in the reader's language."""
    return [code for code in NAMES if words.casefold() in label_of(code).casefold()]
