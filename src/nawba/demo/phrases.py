"""What the simulated people say. Invented, short, in the demo's three languages."""

from __future__ import annotations

ASK_PERSON = {
    "fr": ("Je voudrais parler à un conseiller", "une personne svp", "un humain merci"),
    "ar": ("أريد التحدث مع مستشار", "بغيت نهضر مع شي واحد", "شخص من فضلك"),
    "en": ("I'd like to talk to a person", "a human please", "can I speak to someone?"),
}
OFF_TOPIC = {
    "fr": (
        "Mon voisin a coupé un câble dans la rue, qui paie ?",
        "Est-ce que vous vendez des téléphones d'occasion ?",
        "J'ai reçu deux colis qui ne sont pas à moi",
    ),
    "ar": ("الجار ديالي قطع السلك، شكون كيخلص؟", "هل تبيعون هواتف مستعملة؟"),
    "en": ("My neighbour cut a cable in the street, who pays?", "Do you sell used phones?"),
}
SOLVED = {"fr": "Oui, c'est réglé", "ar": "نعم، تم الحل", "en": "Yes, that's solved"}
FOLLOW_UP = {
    "fr": ("D'accord, et combien de temps ?", "Je regarde… oui c'est bien ça", "Ah, je comprends"),
    "ar": ("طيب، كم يستغرق ذلك؟", "نعم هذا صحيح", "فهمت"),
    "en": ("All right, and how long will it take?", "Let me look… yes, that's it", "I see"),
}
THANKS = {"fr": "Merci, bonne journée !", "ar": "شكرا لك", "en": "Thanks, have a good day!"}
HELLO = {
    "fr": "Bonjour, je lis votre demande et je suis à vous tout de suite.",
    "ar": "مرحبا، أقرأ طلبك وسأكون معك حالا.",
    "en": "Hello, I am reading your request and will be with you right away.",
}
REPLIES = {
    "fr": (
        "Je vérifie votre dossier, un instant.",
        "C'est noté, je viens de faire la demande auprès du service concerné.",
        "Vous recevrez un SMS de confirmation dans la journée.",
        "Puis-je faire autre chose pour vous ?",
    ),
    "ar": (
        "أتحقق من ملفك، لحظة من فضلك.",
        "تم تسجيل طلبك لدى القسم المعني.",
        "ستتوصل برسالة تأكيد خلال اليوم.",
        "هل يمكنني مساعدتك في شيء آخر؟",
    ),
    "en": (
        "Let me check your account, one moment.",
        "Noted: I have just passed the request to the team in charge.",
        "You will get a text message to confirm it today.",
        "Is there anything else I can do for you?",
    ),
}
NAMES = (
    "Samira Alaoui", "Mehdi Bennis", "Aminata Sow", "Koffi Yao", "Inês Duarte", "Youssef Trabelsi",
    "Claire Fontaine", "Brice Ngono", "Leïla Haddad", "Omar Sefrioui", "Fatou Diallo",
    "Hugo Martins",
    "Nadia Chraibi", "Serge Kouamé", "Rim Gharbi", "Anas Tazi", "Mariam Traoré", "Paulo Neves",
)  # fmt: skip
