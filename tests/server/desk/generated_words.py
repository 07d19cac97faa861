"""Owns the words of generated tickets: invented people, questions, replies and notes."""

from dataclasses import dataclass

FIRST = (
    "Avery", "Blake", "Casey", "Devon", "Ellis", "Frankie", "Harper", "Jamie", "Kai", "Logan",
    "Morgan", "Noel", "Parker", "Quinn", "Riley", "Sage", "Toni", "Wren",
)  # fmt: skip
LAST = (
    "Alder", "Birch", "Cove", "Dale", "Elm", "Fjord", "Grove", "Heath", "Inlet", "Juniper",
    "Knoll", "Larch", "Maple", "Nook", "Orchard", "Pine", "Reed", "Sorrel", "Tarn", "Vale",
)  # fmt: skip
CALLS = ("weekdays after 5 p.m.", "between 9 and 11 in the morning", "any time on Fridays", None)
OPENINGS = ("", "", "", "Hello, ", "Hi there. ", "I hope you can help: ")
ENDINGS = ("", "", "", " Thanks!", " I could not find this anywhere.", " Please answer soon.")


@dataclass(frozen=True)
class Case:
    """What one person asks, what is asked back, and what settles it."""

    question: str
    asked_back: str
    told: str
    reply: str


_BACK = "Which tax year is this about?"
_TOLD = "It is about last year's return."
CASES = (
    Case(
        "my brother moved in with me in august, can i put him on my return",
        "Did he live with you for the whole year, and what was his income?",
        "He came in August and earned about three thousand dollars.",
        "He can be your dependent only if he lived with you all year or is related to you in a way "
        "the rules name. A brother is. His income and your share of his support decide the rest.",
    ),
    Case(
        "the refund tool has said still being processed for five weeks what now",
        "On which day did you file, and was it on paper?",
        "I mailed it on paper in the middle of March.",
        "Paper returns take longer than returns sent online. You need not file again. If a letter "
        "comes, answer it by the date it names.",
    ),
    Case(
        "i sold my old canoe and a bike online and got a 1099-k, is that income??",
        "Did you sell them for more than you paid?",
        "No, for much less.",
        "Selling your own things at a loss is not income. Keep what shows the price you paid, and "
        "report the form so that it cancels out.",
    ),
    Case(
        "got a letter with the number cp2000 and the amount is wrong",
        "Which income does the letter name that you do not recognize?",
        "It names interest from a bank that I never used.",
        "Answer by the date in the letter, say that you disagree, and send what shows it. "
        "The letter has a response form for this.",
    ),
    Case(
        "can two of us split the mortgage interest if only my name is on the form 1098",
        "Are both of you on the loan?",
        "Yes, we both signed.",
        "Each of you deducts the share you paid. The one without the form adds a statement that "
        "names the person who got it.",
    ),
    Case(
        "I paid my estimated tax twice for june by mistake, how do I get one back",
        "Did both payments leave your bank account?",
        "Yes, two days apart.",
        "Both count toward your tax for the year. What is too much comes back with your return, or "
        "goes toward next year if you choose that.",
    ),
    Case(
        "my employer closed and never sent my w-2 what do i file with",
        "Do you have your last pay stub?",
        "I have one from November.",
        "Use Form 4852 in place of the W-2, with the numbers of your last stub, and say how you "
        "worked them out.",
    ),
    Case(
        "How much longer do I keep the records of a house I sold in spring?",
        _BACK,
        _TOLD,
        "Keep them for at least three years after the return that reports the sale was due or was "
        "filed, whichever is later.",
    ),
    Case(
        "is the money my grandmother gave me for school taxed",
        "Was it a gift, or pay for work?",
        "A gift for my birthday.",
        "A gift is not income to you. If it is large, the person who gave it may need to file a "
        "gift tax return.",
    ),
    Case(
        "I drive for two apps on weekends, do I need one schedule c or two of them",
        "Do you do the same kind of driving for both?",
        "Yes, both deliver meals.",
        "One Schedule C covers one kind of business, so the two apps go together. Keep a log of "
        "your miles for both.",
    ),
    Case(
        "someone filed with my kids social security number before me!! please help",
        "Did a notice come, or was your return rejected?",
        "My return was rejected yesterday.",
        "Mail your return on paper, or file online with an identity protection PIN. We ask both "
        "people to show that the child is theirs.",
    ),
    Case(
        "can i still put money in my ira for last year and it is already february",
        _BACK,
        _TOLD,
        "Yes, until the April deadline of that return. Tell the bank which year it is for.",
    ),
    Case(
        "what happens when i cant pay the whole bill in april",
        "How much could you pay each month?",
        "About two hundred dollars.",
        "File on time and pay what you can. You can apply for a payment plan online; interest runs "
        "on the rest until it is paid.",
    ),
    Case(
        "my name changed after the wedding, the social security card did not. Problem?",
        "Have you asked for a new card yet?",
        "Not yet.",
        "File with the name on your card as it is now, and ask for the new card before next year.",
    ),
    Case(
        "bought a used electric car from my neighbor, does a credit exist for that",
        "On which day did you buy it?",
        "In the second week of May.",
        "A credit needs a sale by a dealer. A sale between neighbors does not count.",
    ),
    Case(
        "I am 67 and work part time. do they tax my social security checks",
        "Do you file alone or with a spouse?",
        "Alone.",
        "It depends on half of your benefits plus your other income. Above a base amount a part of "
        "the benefits is taxed.",
    ),
    Case(
        "laptop and desk for my home office, i am an employee, deduct yes or no",
        "Do you have any income of your own business?",
        "No, only wages.",
        "No. Employees cannot deduct a home office on the federal return now.",
    ),
    Case(
        "I forgot a 1099-int for twelve dollars. must I amend?\n\nI filed in February, the refund "
        "came in March, and the form turned up under the sofa.",
        "Does the form name federal tax withheld?",
        "It names none.",
        "Yes, report it with Form 1040-X. With so little interest the tax will change by a few "
        "dollars at most.",
    ),
    Case(
        "Wir haben 2 Kinder <und> eine \"Oma\" & fragen: 1040 or 1040-NR? ñ ü 漢字",
        "Please tell us in English how long you have lived in the United States.",
        "Since two years. We have green cards.",
        "With a green card you file Form 1040, like other residents.",
    ),
    Case(
        "my accountant says the deadline is october, the assistant says april. who is right",
        "Did you ask for more time to file?",
        "I think my accountant did.",
        "Both. With an extension you may file until October, but the tax was due in April.",
    ),
)  # fmt: skip
NOTES = (
    "Called at the number given, nobody answered. Will try once more.",
    "Same question as another ticket of this week. A candidate for an entry.",
    "Checked with the notices team: the wording is right.",
    "Needs somebody who knows partnerships.",
    "Sounds upset. Answer this one today.",
)
THANKS = (
    "Thank you, that helped. One more thing: does my state do the same?",
    "I read it twice and still do not know what to send.",
    "It was rejected again with the same message.",
)
