"""Labels of the kinds of releases, by language."""

from collections.abc import Mapping

KIND_LABELS: Mapping[str, Mapping[str, str]] = {
    "press_release": {
        "ar": "بيان صحفي",
        "en": "Press release",
        "es": "Nota de prensa",
        "fr": "Communiqué de presse",
        "ru": "Пресс-релиз",
        "tr": "Basın bülteni",
        "zh": "新闻稿",
    },
    "statement": {
        "ar": "تصريح",
        "en": "Statement",
        "es": "Declaración",
        "fr": "Déclaration",
        "ru": "Заявление",
        "tr": "Açıklama",
        "zh": "声明",
    },
    "feature": {
        "ar": "تقرير",
        "en": "Feature",
        "es": "Reportaje",
        "fr": "Reportage",
        "ru": "Репортаж",
        "tr": "Haber dosyası",
        "zh": "专题",
    },
    "event": {
        "ar": "فعالية",
        "en": "Event",
        "es": "Evento",
        "fr": "Événement",
        "ru": "Мероприятие",
        "tr": "Etkinlik",
        "zh": "活动",
    },
    "media_advisory": {
        "ar": "إشعار إعلامي",
        "en": "Media advisory",
        "es": "Aviso a los medios",
        "fr": "Avis aux médias",
        "ru": "Анонс для СМИ",
        "tr": "Basın duyurusu",
        "zh": "媒体通告",
    },
    "remarks": {
        "ar": "كلمة",
        "en": "Remarks",
        "es": "Discurso",
        "fr": "Discours",
        "ru": "Выступление",
        "tr": "Konuşma",
        "zh": "讲话",
    },
}
