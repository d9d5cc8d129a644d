"""The words by which customers ask for a person, or say that they need none, tagged by their role.

One table for all languages, because people mix them in one line ("bghit nhder m3a conseiller").
Words are written plainly and folded when loaded; ``_`` joins the words of a phrase. A phrase may
carry several tags. The roles:

    W wanting    K being able    T talking to      Y calling    Q "put me through"   J "call me"
    H helping me P a person      p "someone"       S a service  B a machine          E "enough of"
    A there is   Z you are       N negation        R reported   I asking for facts   C with
    L filler     X end of clause
"""

from __future__ import annotations

from functools import cache

from nawba.assistant.normalise import fold, skeleton

_ROLES: tuple[tuple[str, str], ...] = (
    # --- wanting ---------------------------------------------------------------------------
    (
        "W",
        "veux veu veut voudrais voudrai voudrait voudrez voulais voulait voulons aimerais aimerai "
        "aimerait souhaite souhaiterais souhaiterai souhaitais desire desirerais prefere prefererais "
        "besoin exige demande reclame faut faudrait donnez_moi donne_moi envoyez_moi cherche "
        "want wanna wants wanted need needs needed would_like like_to id_like prefer rather "
        "require give_me get_me looking_for demand send_me let_me lemme "
        "quiero quisiera querria quiera necesito deseo prefiero gustaria dame deme exijo busco solicito "
        "dejame queria quero gostaria preciso desejo prefiro gostava exijo me_da me_de "
        "اريد ارغب اود احتاج بحاجه محتاج محتاجه اطلب طلب اعطوني اعطني رغبتي افضل ابغي ابي بدي "
        "عايز عاوز عايزه نريد نرغب "
        "بغيت باغي باغيه خاصني خصني بغينا كنبغي تنبغي بغيتكم عطيوني عطيني محتاج نحب حاب حبيت "
        "عايزين خاصنا",
    ),
    (
        "K",
        "peux puis pourrais pourrai pourrait pouvez pourriez pouvons peut possible possibilite moyen "
        "arrive impossible faire_pour comment_faire "
        "can could may might possible able how_do_i how_can_i how_to "
        "puedo puede podria podrias puedes podrian se_puede posible podemos "
        "posso pode poderia podia possivel consigo "
        "يمكن يمكنني يمكنك ممكن استطيع هل_استطيع اقدر بامكاني كيف تستطيع "
        "نقدر قدر يمكن_ليا واش_ممكن كيفاش تقدر تقدرو فيا",
    ),
    ("KN", "can_t cant cannot couldn_t couldnt can_not unable مانقدرش مقدرتش ماقدرتش"),
    (
        "NW",
        "plus_besoin pas_la_peine pas_besoin pa_besoin inutile aucun_besoin aucune_envie "
        "pas_envie_de pas_necessaire pas_obligé "
        "no_need don_t_need dont_need doesn_t_need no_longer_need don_t_want dont_want not_necessary "
        "unnecessary do_not_want do_not_need don_t_wanna "
        "no_hace_falta no_necesito no_quiero no_es_necesario sin_necesidad "
        "nao_preciso nao_quero nao_e_preciso nao_e_necessario nao_precisa nao_ha_necessidade "
        "لا_داعي لا_حاجه لست_بحاجه ليس_ضروريا غير_محتاج لا_اريد لا_احتاج لم_اعد_احتاج "
        "مابغيتش مبغيتش مابغيناش ماخاصنيش مخاصنيش ماباغيش مباغيش مامحتاجش ممحتاجش ماشي_ضروري "
        "مكاين_لاش ماكاينش_علاش مكاينش_علاش بلاش ماعنديش_غرض",
    ),
    # --- talking ---------------------------------------------------------------------------
    (
        "T",
        "parler discuter causer echanger dialoguer joindre contacter converser tchater chatter "
        "entretenir m_entretenir communiquer m_adresser avoir_affaire voir_avec en_contact_avec "
        "en_ligne_avec en_relation_avec avoir_en_ligne m_exprimer "
        "talk speak chat discuss reach contact get_in_touch get_through communicate connect_with "
        "deal_with get_hold "
        "hablar habla charlar contactar comunicarme conversar platicar tratar "
        "falar conversar contactar comunicar_me tratar_com falar_com "
        "اتحدث التحدث تحدث الحديث اتكلم التكلم تكلم الكلام كلام اكلم اتواصل التواصل تواصل "
        "احكي محادثه التخاطب اخاطب مخاطبه نتحدث "
        "نهضر نهدر الهضره ندوي ندوى نتكلم نتواصل نكلم نحكي نتفاهم ندويو نهضرو ناقش اناقش",
    ),
    (
        "V",
        "parle parles parlez parlais discute talking speaking chatting hable fale falando hablando",
    ),
    (
        "Y",
        "appeler rappeler call phone ring llamar ligar اتصل الاتصال اتصال نعيط نعيطو telephoner",
    ),
    (
        "Q",
        "passez_moi passe_moi me_passer me_passe me_passez me_transferer me_transferez me_transfere "
        "transferez_moi transfere_moi transferer_moi mettez_moi mets_moi me_mettre me_mette "
        "redirigez_moi me_rediriger orientez_moi m_orienter dirigez_moi connectez_moi me_connecter "
        "adressez_moi basculez_moi me_basculer branchez_moi envoyez_moi_vers envoie_moi_vers "
        "me_renvoyer renvoyez_moi transfert_vers "
        "transfer_me connect_me put_me pass_me switch_me redirect_me forward_me hand_me direct_me "
        "escalate route_me patch_me get_me_through transfer_this hand_over transfer_to "
        "paseme pasame pasarme me_pasa me_pase me_pasas comuniqueme comunicame comunicarme_con "
        "transfierame transfiereme transferirme me_transfiere pongame ponme conectame conecteme "
        "me_pueden_pasar derivame me_comunica "
        "me_passe_para passe_me passa_me transfira me_transfira me_transfere transfere_me "
        "transferir_me me_transferir me_ligue_com ligue_me_a me_liga_com encaminhe_me me_encaminhe "
        "me_coloque me_conecte me_ponha passar_me ponha_me "
        "حولني حولوني احلني تحويلي حول_لي وصلني وصلوني اوصلوني حوليني صلني اربطني اربطوني "
        "التحويل_الي حول_المحادثه حولو_لي تحويلي_الي تحويل_المحادثه "
        "دوزني دوزوني دوز_ليا دوزو_ليا دوز_لي صيفطني حولوني_ل وصلوني_ب دوزوا_ليا وصلني_ب",
    ),
    (
        "J",
        "rappelez_moi rappelle_moi appelez_moi appelle_moi contactez_moi me_rappeler me_rappelez "
        "me_rappelle etre_rappele etre_rappelee rappeler_moi call_me phone_me ring_me call_back "
        "contact_me a_callback "
        "llamame llameme llamarme llamenme me_llamen me_llame ligue_me ligar_me me_liguem me_ligue "
        "liguem_me me_liga me_ligar "
        "اتصلوا_بي اتصل_بي تتصلوا_بي كلموني الاتصال_بي عيطو_ليا عيط_ليا عيطوا_ليا تعيطو_ليا "
        "عيطولي تتصل_بي اتصلو_بيا",
    ),
    (
        "H",
        "m_aider m_aide m_aidera me_repondre me_reponde me_repond me_rappeler me_rappelle "
        "me_contacter me_contacte me_contacte m_appeler m_appelle m_assister m_assiste "
        "s_occuper_de_moi me_prendre_en_charge m_orienter m_accompagner me_renseigner nous_aider "
        "help_me assist_me call_me contact_me answer_me get_back_to_me take_over talk_to_me "
        "speak_to_me speak_with_me reply_to_me help_us call_us attend_me "
        "ayudarme me_ayude ayude atenderme me_atienda me_llame llamarme me_ayuda me_conteste "
        "contestarme responderme me_responda me_contacte me_atender "
        "me_ajudar me_ajude ajudar_me me_atenda atender_me me_ligue me_responda ajude_me "
        "يساعدني مساعدتي لمساعدتي يجيبني يتصل_بي يكلمني يرد_علي يتواصل_معي ليساعدني الرد_علي "
        "يعاوني يعاونني يجاوبني يعيط_ليا يعيطلي يهضر_معايا يهضر_معيا يتكلم_معايا "
        "يعاونني يجاوبني يعيط_لي يدوي_معايا يهضر_معي",
    ),
    # --- who -------------------------------------------------------------------------------
    (
        "P",
        "conseiller conseillere conseillers conseilleres conseiler consseiller humain humaine humains "
        "etre_humain etres_humains operateur operatrice teleconseiller teleconseillere "
        "agent agents agente interlocuteur interlocutrice representant responsable "
        "superviseur manager employe vraie_personne vrai_personne personne_reelle personne_humaine "
        "personne_physique charge_de_clientele service_client service_clients service_clientele "
        "teleoperateur gens hotline un_de_vos_collegues vrai_gens vrais_gens hote charge_clientele "
        "human humans human_being human_agent adviser advisor advisors advisers operator operators "
        "representative representatives rep live_agent real_person real_people real_human "
        "live_person actual_person live_human supervisor customer_service customer_support "
        "customer_care staff employee people real_one "
        "asesor asesora asesores humano humana ser_humano agente agentes operador operadora "
        "representante persona_real persona_fisica encargado gerente atencion_al_cliente "
        "servicio_al_cliente ejecutivo ejecutiva empleado persona_humana persona_de_verdad "
        "servicio_de_atencion atencion_humana "
        "atendente assistente_humano pessoa_real pessoa_de_verdade atendimento_humano "
        "apoio_ao_cliente consultor consultora colaborador funcionario supervisora "
        "servico_de_apoio gestor humanos atendimento_ao_cliente "
        "مستشار مستشاره مستشارين مستشاريكم موظف موظفه موظفين موظفيكم انسان بشر بشري بشريه ممثل "
        "ممثلي وكيل عميل_بشري مسؤول مسوول المسيول مسيول مدير مشرف شخص_حقيقي خدمه_العملاء "
        "خدمه_الزبناء خدمه_الزبائن الدعم_البشري عون_بشري شخص_بشري عون اعوان عنصر_بشري "
        "مصلحه_الزبناء مندوب انسانا موظفا مستشارا "
        "بنادم كونسيي كونسيلي كونساي لاجون لاجان اجون السيربيس_كليان سيرفيس_كليان لوبيراتور "
        "bnadem bnadm benadem bnadam insan inssan insaan mostachar moustachar mustashar "
        "mowadaf mouwadaf mowaddaf mas2oul masoul mas2ol konseiller konseye consiller conseyi "
        "khidmat_zobana2 sirvis_klian service_clyan khidmat_lzabna",
    ),
    (
        "p",
        "quelqu_un quelqun quelquun kelkun kelqun quelq_un quelcun qqn qqun qlq_un qlqn qelqun "
        "quelquun personne perssone persone une_personne un_etre quelques_un quelqu_une "
        "someone somebody anyone anybody some1 sum1 sombody person smone sm1 "
        "alguien persona alguem pessoa alguma_pessoa alguna_persona una_persona uma_pessoa "
        "شخص احد احدهم احدكم شخصا احدا فرد حد شي_حد شي_واحد شيواحد شي_وحده شي_حدا شي_احد شي_وحد "
        "واحد_منكم "
        "chi_wahed chi_wa7ed chi_wahd chi_wa7d chi_had chi_7ad chi_7d shi_wahed shi_wa7ed shi_had "
        "shi_7ad chiwahed chiwa7ed chy_wa7ed xi_wa7ed xi_wahed xi_7ed chi_wahda chi_wa7da chi_hed "
        "chi_7ed chi_wahid chi_wa7id xi_had xi_7ad che_wahed chi_hd chi_wahad chi_wa7ad",
    ),
    (
        "S",
        "technicien techniciens support support_technique service_technique service_commercial "
        "service_facturation commercial agence direction technician technical_support "
        "billing_department tech_support help_desk helpdesk soporte soporte_tecnico tecnico "
        "suporte suporte_tecnico equipe team your_team votre_equipe فني تقني الدعم الدعم_الفني "
        "الدعم_التقني الاداره المصلحه_التقنيه تقنيين تيكنيسيان service",
    ),
    (
        "B",
        "robot robots bot bots machine machines chatbot chatbots automate automatique ia "
        "intelligence_artificielle assistant_virtuel assistant_automatique repondeur "
        "assistant_vocal assistant robo robos maquina maquinas ordinateur programme logiciel "
        "ai automated automated_assistant virtual_assistant computer machine_learning "
        "asistente_virtual contestador asistente assistente assistente_virtual bot_automatico "
        "computador inteligencia_artificial "
        "روبوت روبو الروبوت الروبو اله نظام_الي ماكينه مكينه ماشين ماشينه برنامج الذكاء_الاصطناعي "
        "مساعد_الي رد_الي المساعد_الالي شات_بوت بوت المجيب_الالي روبوتات الاله حاسوب "
        "lmachine lrobot robo makina lmakina lbot rubu robou lia",
    ),
    (
        "E",
        "marre stop arrete arretez assez deteste ras_le_bol basta fed_up sick tired enough hate "
        "harto cansado farto cansada odeio odio cheio كفى سئمت مللت اكره صافي عييت باراكا بركا "
        "baraka 3yit 3yyit safi fatigue hartas harta farta tanné saoule ملينا كرهت",
    ),
    ("A", "y_a_t_il y_a_til y_at_il il_y_a ya_t_il y_a y_aurait_il is_there is_any are_there any"),
    ("A", "anyone_here hay hay_algun tem_algum ha_algum ha_alguem tem haveria existe esta_ahi"),
    ("A", "هل_يوجد هل_هناك يوجد هناك واش_كاين كاين كاينه واش_كاينه هل_من kayn kayen kain kayna"),
    ("A", "wach_kayn wash_kayn wach_kayen c_est_qui_la"),
    (
        "Z",
        "es_tu tu_es t_es t_e vous_etes etes_vous vous_ete est_ce_que_tu_es are_you r_u u_r "
        "you_are you_re youre ur eres es_usted sos voce_e voce_es tu_es es_um es_uma es_un es_una "
        "estou_a_falar_com estoy_hablando_con am_i_talking_to am_i_speaking_to am_i_speaking_with "
        "am_i_talking_with am_i_chatting_with is_this je_parle_a je_parle_avec je_suis_avec "
        "parle_je_a c_est_un c_est_une e_um e_uma هل_انت انت انتي هل_انتم واش_نتا نتا نتي واش_انت "
        "واش_نتي هل_اتحدث_مع هل_اتكلم_مع هل_اتحدث_الي واش_كنهضر_مع كنهضر_مع wach_nta nta nti ntoma "
        "wash_nta wach_nti wach_kanhder_m3a wach_ntoma estas_hablando",
    ),
    # --- negation, reports, questions of fact -------------------------------------------------
    (
        "N",
        "ne n pas pa jamais aucun aucune sans annulez annuler annule ni "
        "not don_t dont doesn_t doesnt didn_t didnt never without no cancel neither nor won_t "
        "sin nunca tampoco ningun ninguna nadie cancela cancelar cancele "
        "nao sem nem nunca ninguem nenhum nenhuma "
        "لا ليس لست لم لن بدون دون غير ما ماشي مش مو بلا الغاء الغوا mashi machi bla blama",
    ),
    (
        "NWT",
        "مابغيتش_نهضر مبغيتش_نهضر مابغيتش_ندوي",
    ),
    (
        "R",
        "hier m_a m_ont m_avait m_as ai_parle a_parle avais_parle ai_discute ai_contacte ai_appele "
        "ai_eu avait_dit a_dit avez_dit avez_transfere a_repondu a_raccroche etait ete ai_joint "
        "ai_deja avons_parle avons_eu ont_dit avant_hier deja_parle avait a_promis suis_passe "
        "spoke spoken talked told said yesterday called helped was were had contacted promised "
        "explained last_week chatted hung answered reached "
        "hable_con hablé dijo ayer dijeron contacte llame fue era hablado me_dijo prometio atendio "
        "falei disse ontem disseram contactei liguei foi falado prometeu atendeu "
        "قال قالت قالوا اخبرني اخبرتني تحدثت تكلمت تواصلت اتصلت كلمت امس البارحه كان كانت وعدني سبق "
        "قاليا كلمني اتصل_بي_مستشار هضرت دويت كال_ليا كالت_ليا عيطت لبارح جاوبني كال قالي قال_ليا "
        "gal galt 9al galia gallia galliya galiya hdert hdart tkelmt tkellemt 3eyet lbare7 lbareh "
        "kan kant 3ayt 9alia 9alliya 9alt lbarh",
    ),
    (
        "I",
        "quelle_heure quelles_heures horaires horaire combien dimanche samedi "
        "devenir recrutement recrute salaire what_time hours opening_hours how_much sunday saturday "
        "become hiring que_hora horario horarios cuanto cuanta domingo sabado a_que_horas quanto "
        "quantos cuantos how_many متي ساعات كم الاحد السبت اوقات شحال فوقاش امتي "
        "ch7al chhal fo9ach imta le_week_end week_end",
    ),
    (
        "C",
        "avec with con com مع معا m3a ma3a m3aa maa m3 mea3 ma3",
    ),
    (
        "X",
        "mais but pero mas لكن ولكن walakin walakine waلكن والاكن ولاكن donc alors so parce_que "
        "car because porque pq puisque لان حيت 7it hit so_that et_donc done aussi "
        "que quand lorsque when cuando quando that",
    ),
    # --- fillers ---------------------------------------------------------------------------
    (
        "L",
        "je j tu on nous vous moi me m te t un une des de d du le la les l a au aux en y ce cette cet "
        "mon ma mes votre vos notre nos s se il elle qui svp stp s_il_vous_plait s_il_te_plait please "
        "plait plz pls plss por_favor bonjour bjr bonsoir salut slt hello hi hey ola merci mrc "
        "thanks thank_you gracias obrigado obrigada madame monsieur mme mr cordialement "
        "directement rapidement vite vrai vraie vrais reel reelle vivant vivante disponible urgent "
        "urgence maintenant immediatement tout_de_suite la_maintenant aujourd_hui plutot plus autre "
        "humainement est_ce_que est_ce qu si juste simplement seulement ici oui non ok bon bah ben "
        "euh alors_la allo serait c_est c est sera avoir eu obtenir trouver par vers pour via "
        "telephone tel chat ligne en_ligne competent competente normal normale de_vrai en_vrai "
        "enfin encore toujours quand_meme de_chez chez clientele client clients lequel laquelle "
        "absolument vraiment svpl sil vous_plait silvousplait d_abord immediat souhait de_suite "
        "personnellement urgemment qualifie francophone la_bas faites faire feriez etre moyen_de "
        "i to a an the of your you my me it is be do does am d ve ll would will us we from at on in "
        "real live actual now asap right_now right_away immediately directly kindly just only "
        "another one some any_of available there here online have get speak_up there_s rather_than "
        "instead yes no_thanks sorry sir madam have_a dear and et y_tambien e or ou o further "
        "urgently today straight_away over through proper team_member in_charge else still well "
        "yo el los las un_a una unos al del lo mi su le les se que_me con_un ahora ya mismo "
        "verdadero verdadera aqui favor favo porfa porfavor porfis directamente disponible "
        "buenas buenos hola dias tardes noches real_de por tener urgente de_verdad otra otro si_por "
        "alguna algun algum em com_um os as um uma uns ao do da no_telefone agora ja mesmo para "
        "verdadeiro aqui pf sff pfv se_faz_favor faz_favor fazer_favor boa bom dia tarde noite "
        "conversa direto diretamente disponivel ter urgentemente outra outro eu por_gentileza faca "
        "haver aquí imediatamente queria_por va vale sim hoje atender "
        "من فضلك فضلكم لو سمحت سمحتم رجاء الرجاء ارجوكم ارجوك الي ل ب في على علي ان انا هل احد_من "
        "مرحبا السلام عليكم سلام صباح مساء الخير حقيقي حقيقيه الان حالا فورا مباشره مباشر متاح "
        "من_فضلكم شكرا نعم اريد_فقط فقط هنا متوفر اخر لي لدي عندي لديكم عندكم معه خدمه يا اخي "
        "الاستاذ بشكل عاجل عاجلا ضروري الضروره حقا يكون تكون اي واحد_من احدي ب_سرعه بسرعه "
        "عافاك عفاك عفاكم عافاكم الله يخليك يخليكم خويا ختي واش دابا شي ليا لي ديال ديالكم بغيتك "
        "معاكم معاك من_عندكم لله حقاني بصح ديريكت راه هاد الي_كاين يكون_موجود تما هنا_يا كيما غير_ب "
        "3afak 3afakom afak afakom lah ykhalik ykhlik khoya khti wach wash daba chi shi xi lia liya "
        "dyal dyalkom men mn l b f 3la w ou o ana wlh plizz sllm salam slm ssi a_sidi merhba hna "
        "7a9i9i haqiqi s7i7 bsa7 direct bessah wa7d wahd ki_nas nishan nichan ta chokran",
    ),
    ("O", "i_m_not im_not je_ne_suis je_suis_pas suis_pas i_am_not no_soy nao_sou لست_روبوت"),
    ("O", "personne_ne personne_n personne_d_autre autre_personne per_person par_personne"),
    (
        "O",
        "another_person other_person otra_persona outra_pessoa شخص_اخر agent_immobilier ni_robot",
    ),
    ("O", "first_person en_personne in_person en_persona em_pessoa personne_a chaque_personne"),
    ("LL", "no_i no_quiero_que no_yo nao_eu no_thanks_i"),
    ("Ap", "n_y_a_personne y_a_personne ya_personne ya_quelqu_un anybody_there anyone_there"),
    ("Ap", "ya_qqn ya_kelkun ya_quelqun il_y_a_quelqu_un personne_pour_m_aider ماكاين_حد"),
)
_ARABIZI: tuple[tuple[str, str], ...] = (
    ("W", "bghit bghina baghi baghya khassni khasni khsni 7tajit"),
    ("NW", "mabghitch mabghitsh mabghitx mabaghich makhasnich makhassnich mam7tajch"),
    ("T", "nhder nhdro ntkellem ntklm nhadro ntwasel nkellem ndwiw"),
    ("K", "n9der na9dar yemken imken ta9der momkin mumkin kifach"),
    ("Q", "dewezni dewzni dewez_lia wesselni 7wwelni dwzni hawelni wasloni dewzoni douzni dowzni"),
    ("J", "3eyto_lia 3ayto_lia 3ayet_lia 3eytou_liya"),
    ("H", "y3awenni i3awenni yjawebni ijawbni y3awni i3awni yjawbni ijawebni yehder_m3aya"),
    ("H", "y3eyet_lia yhder_m3aya ihder_m3aya"),
    ("P", "bnadem mostachar moustachar mowadaf lmas2oul mas2oul conseiller lconseiller insan"),
)
_LITERAL_SHORT: tuple[tuple[str, str], ...] = (
    ("T", "ndwi ndoui ndwy nedwi ndwiw nadwi ndewi"),
    ("W", "bghit bghitt bghyt b8it bghet bghite brit bgit baghi bagha bghi"),
    ("N", "ma mach"),
)
MOST_WORDS_IN_PHRASE = 5


@cache
def phrases() -> dict[tuple[str, ...], str]:
    """Folded words of each entry -> its tags; the first entry given for the same words wins."""
    table: dict[tuple[str, ...], str] = {}
    for role, entries in (*_ROLES, *_ARABIZI, *_LITERAL_SHORT):
        for entry in entries.split():
            table.setdefault(tuple(fold(entry.replace("_", " ")).split()), role)
    return table


@cache
def skeletons() -> dict[str, str]:
    """Consonants of single Darija words in Latin script -> tags; three consonants at least."""
    table: dict[str, str] = {}
    for role, entries in _ARABIZI:
        for entry in entries.split():
            bones = skeleton(fold(entry))
            if "_" not in entry and len(bones) >= 3:
                table.setdefault(bones, role)
    return table


REAL_WORDS = frozenset(
    fold(
        "argent argents urgents gente agence agences agenda agencement regent urgence demain humour "
        "personnel personnelle personnes perso persona prisonnier conseil conseils conseille "
        "parlement parleur passage passer passé passée paiement machines marche marché sentir "
        "robotique robinet bottes boite boîte want went wait talk tall speaks people purple person "
        "persons personal personally parson season reason operation operations operateurs operator "
        "telephone téléphonie manage managed management marger appeal appelle appels comptes compte "
        "contact contrat contrats contracts contact contacts content contents contenter contract "
        "contacté contactée joindra rejoindre disjoindre jointe partir payer porter perler garder "
        "demander demandes demandé commande commandes commander recommande recommander remande "
        "someones sometime sometimes something hables cable cables hablaba tabla falta falhar calar "
        "pagar ligar ligação lugar llegar pasado pasaje papel agua algo algum alguns persone "
        "besoins bosoin desoin souhaites souhaits veuve veulent voulez vouloir voudront vendre "
        "machiniste client clients cliente salaire humidité homme femme humble assister assistance "
        "aimer aider aidez aide representation responsabilité responsables employer emploi emplois "
        "advise advice advised adviced opera need needle needed knee wants wanted wasted staff stuff "
        "staffs steps stops shop shot boat both boot rubber repose reponse réponse repondre rappels "
        "talked talks reads reach react rich contacted charge chargeur change changer charger "
        "humanos hermano human humane operar operadores gastos necesita necesitas preciso precio "
        "precios queso queria querida vuelvo quieto quieres quiere atender atendido atenção "
        "موضف مواضيع تحويل تحديث تحدي حديث حساب اتصالات الاتصالات مستعمل مستعجل مستحق مستوي مستقبل "
        "ارسل ارسال اريده تريد يريد بريد البريد احتياج رصيد رغبه موقف موقع توصيل وصول "
        "بطاقه موظفي شخصي شخصيه الشخصيه انستغرام انسى نسيت بشرط مسول"
    ).split()
)
