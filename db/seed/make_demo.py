"""Write the demo year: an invented council's files for 2017/18, with the published totals.

    python db/seed/make_demo.py            write db/seed/demo-2017-18/*.csv
    python db/seed/make_demo.py --check    say whether the files on disk are what this script makes
    python db/seed/make_demo.py --figures  print the figures counted from those files, as JSON

Standard library only. Every council, ward, person, home and sentence here is invented, and no child is named
or described. The same bytes come out every time: chance comes from one seeded generator, of which only
`random()` is used, because Python promises that sequence and not how `shuffle` or `sample` spend it.

`count` reads the finished files as anybody would, row by row, and knows nothing of how they were made.
Nothing is written unless its totals are those in `PUBLISHED`.
"""

import csv
import io
import json
import sys
import tomllib
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from chance import Dice, office_day
from working_day import working_day_files

HERE = Path(__file__).resolve().parent
MENU = HERE / "menu-2017-18.toml"
FOLDER = HERE / "demo-2017-18"
SEED = 20170613

JANUARY = date(2018, 1, 31)
OCTOBER = date(2017, 10, 18)
YEAR_END = date(2018, 5, 21)

PUBLISHED = {
    "members": 120,
    "menu_returns": 105,
    "commitments": 911,
    "replies": 30,
    "undertaken_replies": 159,
    "undertaken_replies_uncommitted": 18,
    "undertaken_known": 172,
    "undertaken_known_uncommitted": 27,
    "not_yet_replies": 117,
}
HOMES_JANUARY = {
    "open": 54,
    "visited": 46,
    "not_visited": 8,
    "not_visited_with_children": 2,
    "not_visited_without_children": 6,
}
HOMES_OCTOBER = {
    "open": 56,
    "visited": 36,
    "not_visited": 20,
    "not_visited_with_children": 12,
    "not_visited_without_children": 8,
}


def each(names: str) -> list[str]:
    return names.split()


# --------------------------------------------------------------------------- the invented council

CITY_LEAN, COUNTY_LEAN, MIXED_LEAN = "LLLLLLLC", "CCCCCCLD", "LLCDDLGI"
DISTRICTS = {
    "Ashmead": (MIXED_LEAN, ["Ashmead", "Copley Rise", "Fallowdene", "Oxlease"]),
    "Castle Quay": (CITY_LEAN, ["Castle Quay", "Lower Wharf", "Minster Gate", "Tanners Row"]),
    "Dunstead": (COUNTY_LEAN, ["Dunstead Common", "Gorse Hollow", "Lark's Rise", "Upper Dunstead"]),
    "Elmbridge Vale": (MIXED_LEAN, ["Elmbridge", "Millrace", "St Hybald's", "Withy Meadows"]),
    "Foxholt": (COUNTY_LEAN, ["Foxholt", "Kiln Lane", "Quarry Edge", "Sparrow Heath"]),
    "Greave Valley": (CITY_LEAN, ["Greave Bottoms", "Greave Top", "Netherclough", "Royd and Shaw"]),
    "Harrowmoor": (CITY_LEAN, ["Harrowmoor East", "Harrowmoor West", "Pennick Hill", "Thistle Bank"]),
    "Ironbeck": (CITY_LEAN, ["Engine Sidings", "Ironbeck North", "Ironbeck South", "Puddler's Green"]),
    "Marlcliffe": (COUNTY_LEAN, ["Cuckoo Pits", "Marlcliffe", "Seven Stiles", "Wain Cross"]),
    "Tidewell": (MIXED_LEAN, ["Beacon Sands", "Saltern and Fleet", "Tidewell Central", "Windle Park"]),
}
PARTIES = {"L": "Labour", "C": "Conservative", "D": "Liberal Democrat", "G": "Green", "I": "Independent"}
TERM_STARTS = ["2014-05-22", "2015-05-07", "2016-05-05"]

# Given whole, so that the awkward ones are certain to be there.
NAMED = [
    ("Siân", "O'Hara-Łukasz"),
    ("Zbigniew", "Żurawski-Pugh"),
    ("Aodhán", "Ó Briainwell"),
    ("Łucja", "D'Arcy-Mistry"),
    ("Mehr-un-Nisa", "Thistlewood"),
    ("Gwenllïan", "Llŵyd-Okafor"),
    ("Nūr", "Qurēshī-Bell"),
    ("Caoimhe", "Nic Giolla-Shah"),
    ("Zoë", "St. John-Adeyemi"),
    ("Ṣabā", "Penhallow"),
    ("Jürgen", "Ramsbottom-Nguyễn"),
    ("Małgorzata", "Fearnley"),
]
HOMONYM = ("Daniel", "Okoro-Pryce")
HOMONYM_SEATS = [("Harrowmoor West", 0), ("Saltern and Fleet", 1)]

FORENAMES = each("""
    Abena Adaeze Adrian Agnieszka Aisling Alun Amrit Anneliese Anwen Arjun Ashok Bartosz Beatrix Bethan
    Blessing Bogdan Bronwen Callum Cerys Chidi Ciarán Clement Dafydd Danuta Delroy Dilys Dorota Eamon
    Edwina Eilidh Elżbieta Emeka Farrukh Fatima Ffion Fionnuala Gethin Grażyna Gulshan Gurpreet Halina
    Harcourt Hyacinth Idris Ifeoma Imtiaz Ines Iwona Jagdeep Jermaine Joan Józef Kamala Keisha Kerensa
    Khadija Laszlo Leocadia Lowri Maeve Marcin Marguerite Máirtín Mehmet Meera Mihai Morwenna Nadeem
    Naoise Nerys Nkechi Olufemi Padraig Parveen Pearl Piotr Priyanka Ptolemy Rashida Rhiannon Roisin
    Rukhsana Samina Saoirse Selwyn Shabnam Sioned Stanisława Sunita Tadeusz Tamsin Tariq Tegwen Thandiwe
    Tomasz Ursula Verity Wendell Wilhelmina Winifred Yusuf Zainab Zofia
""")
SURNAMES = each("""
    Abiola Achterberg Adomako Akinfenwa-Hill Ambleside Baczkowski Bainbridge Bandara Bassi Begum-Carr
    Birtwhistle Bożek Braithwaite Bramhall Brzezicki Byrne-Osei Cadwallader Carrick Chatterjee Chaudhry
    Clogherty Coldwell Crabtree Dąbrowa Dalgleish Deakin Dhaliwal Dlamini Drinkwater Dunphy Dymond
    Eccleshall Elphinstone Entwistle Fairweather Fernandes Fothergill Gallimore Gbadebo Gethings Gill
    Goldthorpe Greenhalgh Gruszka Habib Haigh Hallorán Hardcastle Heptonstall Hollingworth Hussain-Webb
    Iheanacho Illingworth Iqbal Jagger Jankauskas Jelbert Kapadia Kaczmarek Kavanagh Kenyatta Khokhar
    Kirkbride Kowal Ladha Lightowler Lis Llewelyn Lumb Mac-Arthur Mahmood-Tully Malhotra Mbeki McGlinchey
    Mistry Mohanty Mordecai Mukherjee Murgatroyd Mutasa Nightingale Nowosielski Nutter O'Dowd
    O'Shaughnessy Ogundipe Oldroyd Ollerenshaw Osbaldeston Pankhania Parrish Pengelly Piątek Poskitt
    Quarmby Rashid-Moore Rees-Kaur Sagoo Satterthwaite Shackleton Sikorska Skelhorn Sutcliffe Tattersall
    Threlfall Trelawny Uttley Varghese Vickerstaff Wąs Wigglesworth Wolstenholme Yaqoob Yeadon Zachariah
""")

PORTFOLIOS = [
    "Leader of the Council",
    "Deputy Leader of the Council",
    "Cabinet Member for Children and Families",
    "Cabinet Member for Schools and Skills",
    "Cabinet Member for Homes and Neighbourhoods",
    "Cabinet Member for Health and Adult Care",
    "Cabinet Member for Finance",
    "Cabinet Member for Transport and Streets",
    "Cabinet Member for Parks, Sport and Culture",
]
SCRUTINY = "Children's Overview and Scrutiny Committee member"
BOARD = "Corporate Parenting Board member"
GOVERNOR = "School governor"

PROVIDERS = [
    "Northborough City Council",
    "Hearthlamp Homes",
    "Tallowtree Care",
    "Quillfeather Children's Services",
    "Moonrake Residential",
]
HOME_FIRST = each("""
    Amberquill Applethwick Birdlime Bramblecote Brightcombe Candlewick Cloverhatch Copperwren Cowslip
    Damselfly Dovecrag Eiderdown Elderthorn Farthingale Fernlight Finchwood Flaxmere Gableoak Goldcrest
    Greenlintel Haresfoot Hartstongue Hazelbeam Honeystone Inglelight Ivythatch Jackdaw Juniper
    Kestrelgate Kittiwake Lanternlea Lapwing Larchmoot Linnetfold Maplewick Merrydown Mossgarth
    Nettlecombe Nuthatch Orchardine Otterbeck Peppercorn Pipistrelle Plumstone Quincetree Redpoll
    Ripplewater Rushlight Silverthread Skylarking Snowberry Spindletree Thimbleberry Turnstone Wagtail
    Whortleberry
""")
HOME_LAST = ["House", "Lodge", "Cottage", "View", "Court", "Place", "Gate"]

# How often each item is chosen (of 100), and how readily it is done by those who answer (of 100).
APPEAL = {
    1: (62, 66), 2: (70, 72), 3: (47, 58), 4: (33, 48), 5: (36, 50), 6: (31, 42), 7: (34, 16),
    8: (26, 30), 9: (95, 74), 10: (49, 68), 11: (38, 38), 12: (63, 60), 13: (74, 76), 14: (66, 62),
    15: (55, 52), 16: (68, 54), 17: (37, 36), 18: (41, 58), 19: (35, 40), 20: (29, 28), 21: (19, 56),
}  # fmt: skip

# What councillors promise in their own words, and what those who did it say of it.
OWN_WORDS = [
    (
        "Start a homework club at the community centre with places kept for children in care",
        "The club opened in September and eleven places a week are taken.",
    ),
    (
        "Keep a garden bed at the allotments for one of our homes",
        "The garden bed is dug and the first potatoes are in.",
    ),
    (
        "Bring a care leaver on to the interview panel when the ward forum appoints staff",
        "A care leaver sat on both panels this year and asked the best question at each.",
    ),
    (
        "Offer work shadowing in the members' office for two young people each term",
        "Four young people have spent two days each in the members' office.",
    ),
    (
        "Collect good suitcases through the ward so that nobody moves with bin bags",
        "The suitcases: 46 collected, and all of them handed to the placement team.",
    ),
    (
        "Write a column on fostering in the parish newsletter each quarter",
        "Two columns are out and a third is with the printer.",
    ),
    (
        "Teach bicycle repair on Saturday mornings at the Engine Sidings workshop",
        "Nine bicycles rebuilt so far, and their new owners did the work.",
    ),
    (
        "Ask the licensing trade for free hire of a room for birthday parties",
        "Three rooms have been lent and the parties held.",
    ),
    (
        "Give my members' allowance for travel one month a year to the care leavers' fund",
        "Done in November; I shall do it again next year.",
    ),
    (
        "Cook a Sunday roast with care leavers at the church hall once a season",
        "Two roasts cooked, with fourteen round the table at the second.",
    ),
    (
        "Read bedtime stories on video for younger children in foster care",
        "Filmed nine stories, which foster carers tell me are in use.",
    ),
    (
        "Ask each ward forum to reserve one grant for a project chosen by young people",
        "Three forums agreed, and one grant has paid for a climbing trip.",
    ),
    (
        "Run a mock council meeting where young people in care question the Cabinet",
        "The mock council meeting took place in October and the Cabinet had a hard time of it.",
    ),
    (
        "Make sure that every library in the district waives fines for children in care",
        "All four libraries now waive the fines; two had not known of the rule.",
    ),
    (
        "Take the Children in Care Council's priorities to the police and crime panel",
        "Presented the priorities to the panel, which asked for a report back in six months.",
    ),
    ("Set up a choir place scheme with the cathedral music school", "The first place has been taken up."),
    ("Help two care leavers a year through their driving theory test", "Both have passed their theory test."),
    (
        "Put together a welcome box for each young person moving into a first flat",
        "Seven boxes packed, each with a kettle, a tool kit and a card.",
    ),
    (
        "Offer chess lessons at the youth hub, open to our homes without charge",
        "Lessons every Wednesday, and one tournament lost with honour.",
    ),
    (
        "Press the bus company for free travel for care leavers looking for work",
        "The bus company has agreed to a trial of free passes for three months.",
    ),
    (
        "Introduce foster families to the walking group and the junior park run",
        "Five families came on the first walk.",
    ),
    (
        "Ask the rugby club for season tickets to share between our homes",
        "The club gave four season tickets, which go round the homes by rota.",
    ),
    (
        "Bring sign language lessons to foster carers in the valley",
        "Ten foster carers finished the first course.",
    ),
    (
        "Hold a surgery only for care leavers, in a café and not at the town hall",
        "Held three surgeries in the café. The second was full.",
    ),
    (
        "Act as a sounding board for foster carers from the mosque's support circle",
        "We meet on the last Thursday of each month, and I pass on what I am asked to.",
    ),
    (
        "Find a photographer to give each care leaver a portrait they are proud of",
        "Eight portraits taken and framed.",
    ),
    (
        "Grow the summer reading challenge so that every home joins in",
        "Every home in my district joined in, and three finished with medals.",
    ),
    (
        "Lend my joinery workshop one evening a month for making and mending",
        "Five evenings so far, and a bookcase for each home to show for it.",
    ),
]

# --------------------------------------------------------------------------- sentences for the survey

DONE = {
    1: [
        "Spent an evening with the Children in Care Council and took their three priorities to our group.",
        "Asked the young people at the youth hub what they would change first. They said the broken wifi, so "
        "I chased it until it was mended.",
        "Changed how I run my surgery after care leavers told me the town hall felt unwelcoming.",
        "Read the results of the children's own survey and raised two of them at the ward forum.",
        "Listened to young people's views on bus fares and put a question to the transport board.",
        "Shared a pizza evening with care leavers and wrote up what they wanted councillors to know.",
    ],
    2: [
        "Visited with a fellow councillor and sent our report in within the week.",
        "Visited a home, then met its provider to talk over what I had seen.",
        "Went to the home in my ward, stayed for tea and followed up the leaking bathroom with the provider.",
        "Monitoring visit made; the manager has since answered every point that I raised.",
        "Visited on a school holiday weekday so that I could see an ordinary day.",
        "First visit done, with a colleague who has been doing them for years. I learned a great deal.",
        "Visited, reported, and asked two months later whether the garden fence had been put right. It had.",
    ],
    3: [
        "Judged the bake-off at a home and gave a short talk about my apprenticeship.",
        "Went to the summer barbecue and talked with the older ones about college.",
        "Helped to plant the sensory garden at an open afternoon.",
        "Took part in the quiz night that the staff put on for the neighbours.",
        "Came to the home's carol evening and thanked the night staff.",
    ],
    4: [
        "Visited the flats on the quayside with an officer and met the provider's new manager.",
        "Called on two supported housing schemes and asked how rent and benefits were explained to tenants.",
        "Met the landlord and the support worker together and got the laundry reopened.",
        "Saw the training flat and asked what help there is on the first night.",
    ],
    5: [
        "Asked the leisure trust how many passes had gone to young people in care. They now count them.",
        "Wrote to all four providers in my district about waiting times for the dentist.",
        "Raised access to counselling with the health centre and was given a named contact.",
        "Asked about swimming lessons at every home that I visited and passed the answers to officers.",
    ],
    6: [
        "The neighbourhood partnership now has the homes on its circulation list.",
        "Invited the manager of the home to our ward forum and introduced her to the police team.",
        "Got supported housing staff a seat on the local youth network.",
    ],
    7: [
        "Took advice on declaring an interest before an application for a small home came to committee.",
        "Chaired a calm residents' meeting about a new home and explained what such homes are for.",
    ],
    8: [
        "A sports shop has given vouchers for the achievement awards.",
        "Persuaded the theatre to set aside twelve seats for each family show.",
        "The bakery in the square now sponsors the birthday cakes at two homes.",
    ],
    9: [
        "Put pupils in care on the agenda of each governors' meeting, with figures that identify nobody.",
        "Asked how the extra funding is spent and whether every education plan is up to date.",
        "Checked that pupils in care were on the list for the residential trip. They are, at no cost.",
        "Arranged training by the virtual school for the whole governing board.",
        "Met the designated teacher each term and reported back to governors.",
        "Found that no pupil in care had done work experience, and made two placements with a local firm.",
    ],
    10: [
        "Asked both secondary heads about attendance and exclusions of pupils in care.",
        "On every school visit I ask who the designated teacher is. One post was empty and is now filled.",
        "Went to the primary school's open day and asked how they support a child who changes placement.",
        "Talked with the head about moving schools in the middle of the year and passed it on to officers.",
        "Asked about progress from each child's own starting point, not only about results.",
    ],
    11: [
        "My former employer is offering two places for work experience each summer.",
        "Introduced a care leaver's adviser to the plumbers' merchant, who took on an apprentice.",
        "Signed up as a mentor and have met four times so far.",
        "Brought five traders to the jobs morning at the youth hub.",
    ],
    12: [
        "Kept fostering leaflets on the table at each surgery and spoke with three families.",
        "Put the recruitment banner up at the gala and stood beside it all day.",
        "Spoke at the gurdwara and the Catholic club about the need for carers of brothers and sisters.",
        "Shared the fostering team's posts every month and answered the questions that came back.",
        "Wrote about adoption in the ward newsletter, which goes to 4,000 doors.",
        "Two people I met at the allotment show have now gone to an information evening.",
    ],
    13: [
        "Asked at scrutiny what the parks strategy would do for children in care. A paragraph was added.",
        "Questioned the housing allocations report until care leavers had a section of their own.",
        "I now ask one corporate parenting question at each committee that I sit on.",
        "Asked in full council how the new bus passes would reach care leavers.",
        "Had the report on council tax brought back with the cost of helping care leavers.",
        "Raised it at licensing, of all places: what does this mean for young people living above the bar?",
        "Tested the draft leisure contract with three questions given to me by the Children in Care Council.",
    ],
    14: [
        "Came to both briefings on trauma and stayed for the questions.",
        "Read the sufficiency strategy and met officers to go through what I had not understood.",
        "Spent a morning with the placements team to see how a match is made.",
        "Did the online course on attachment and recommended it to our group.",
        "Asked for a briefing on unaccompanied young people and brought two colleagues.",
    ],
    15: [
        "Argued in the budget meeting for keeping the money for early help.",
        "Asked at scrutiny for the cost of placements over three years, so that we argue from facts.",
        "Spoke in the budget debate about what a late placement move costs, in money and in trust.",
        "Pressed our group to leave the care leavers' grant alone.",
    ],
    16: [
        "Handed out certificates at the summer awards and stayed for the dancing.",
        "Sent a card of congratulation, by way of officers, to everybody who finished their exams.",
        "Cheered at the sports day for our homes, in the rain.",
        "Came to the art exhibition and asked for two of the pictures to be hung in the council house.",
        "Sat with foster families at the celebration evening.",
    ],
    17: [
        "Helped on the stall at the shopping centre for the fostering fortnight.",
        "Opened the adoption information evening in the library.",
        "Gave out leaflets at the summer fair with two foster carers, who did it much better than I did.",
    ],
    18: [
        "Wrote to thank the duty team after a resident told me how well they had handled a hard evening.",
        "Passed three compliments from foster carers to the service and asked that staff be told.",
        "Nominated a social worker for the staff awards.",
        "Started each casework meeting with something that had gone well.",
    ],
    19: [
        "Sat in with a social work team and asked how they record what a child wants.",
        "Asked at the team meeting how many changes of social worker there had been this year.",
        "Spoke with two social workers about direct work and what takes time away from it.",
    ],
    20: [
        "Went with a colleague from Harrowmoor on one of her visits and compared notes.",
        "Paired with a councillor from Ironbeck, where there are five homes to our one.",
        "Swapped wards for a day with my buddy.",
    ],
}

# Each holds exactly one of the words an importer can tell the four kinds of reason by.
REASON_WORDS = ["opportunity", "postponed", "plan", "no longer"]
REASONS_ANY = [
    "No opportunity so far.",
    "There has been no opportunity yet, but I remain willing.",
    "No opportunity has come my way this autumn.",
    "Planned for the spring.",
    "I have planned this for February with a colleague.",
    "It is in my plan for the new year.",
    "A date is being planned with officers.",
]
REASONS_OWN = {
    2: [
        "My visit was postponed by the home because of sickness.",
        "Visit planned for March.",
        "The home that I was to visit has closed, so this is no longer possible.",
    ],
    3: [
        "The Christmas event was postponed until Easter.",
        "The open afternoon was postponed and I have no new date.",
    ],
    4: ["The provider postponed twice.", "Visit to the flats planned for half-term."],
    5: ["No opportunity: there is one provider in my ward and it has just changed hands."],
    6: ["The partnership is no longer meeting.", "No opportunity until the forum's next meeting."],
    7: [
        "No opportunity has arisen: no home has applied in my ward.",
        "There has been no application and so no opportunity.",
        "No opportunity, as nothing came to committee.",
        "I am no longer on the committee that decides applications.",
        "No application this year, so the opportunity has not come up.",
    ],
    8: ["A sponsor's breakfast is planned for April.", "The firm I had in mind is no longer trading."],
    10: ["My school visits were postponed during the inspection."],
    11: ["I am no longer with the company that I hoped would offer places."],
    12: ["Our summer gala was postponed because of flooding."],
    14: ["The briefing that I had booked was postponed."],
    16: [
        "I was away for the awards and there has been no other opportunity.",
        "The winter celebration was postponed because of snow.",
        "I mean to come to the spring awards, as planned.",
    ],
    17: ["The information evening in our library was postponed.", "No opportunity in this part of the city."],
    19: ["A morning with the team was postponed.", "Planned with the team manager for March."],
    20: [
        "My buddy stood down from the scheme, so this is no longer possible for now.",
        "We have planned a joint visit.",
    ],
    21: ["Planned for the summer, when the hall is free."],
}

KNOWN = {
    1: "Came to the Children in Care Council's question time",
    2: "Named by the Home Manager as visiting in the autumn",
    3: "Thanked by the Home Manager for helping at the open afternoon",
    4: "Met the provider of the quayside flats with the Senior Commissioning Officer",
    5: "Asked the leisure trust about passes, with a copy to the coordinator",
    6: "Brought two Home Managers to the neighbourhood partnership",
    7: "Took advice from the Assistant Director before the application was heard",
    8: "Introduced the cinema, which now gives tickets as rewards",
    9: "Asked the Virtual School Head to train the governing board",
    10: "Asked the secondary head about attendance; the Virtual School Head was told",
    11: "Brought an employer to the jobs morning",
    12: "Took fostering leaflets for surgeries and asked for more",
    13: "Asked at scrutiny what the report would mean for children in care",
    14: "Signed in at the briefing on trauma",
    15: "Spoke for the children's social care budget at scrutiny",
    16: "Handed out certificates at the summer awards evening",
    17: "Signed in at the fostering information evening",
    18: "Sent a letter of thanks to the duty team by way of the coordinator",
    19: "Spent a morning with a social work team",
    20: "Joined a colleague from another district to learn about monitoring visits",
    21: "Reported to the coordinator by telephone",
}
KNOWN_AGAIN = {
    13: "Minutes of full council: asked how care leavers would be reached",
    14: "Signed in at the second briefing",
    16: "Seen at the sports day for our homes",
    12: "Stood at the recruitment banner at the gala",
    1: "Listed by the youth hub among those who came to listen",
    18: "Nominated a member of staff for an award",
    15: "Minutes of the budget meeting: spoke for early help",
    17: "Helped on the recruitment stall",
}

# --------------------------------------------------------------------------- sentences for the visits

SEEN = [
    "A warm kitchen where the week's menu had been chosen at the house meeting.",
    "Fresh paint in the hall and young people's artwork framed along the stairs.",
    "Bedrooms are personal and each door has its own key.",
    "The garden is large but the fence needs mending; the manager has it in hand.",
    "A quiet, settled atmosphere after school, with staff sitting down to eat with everyone.",
    "The notice board was out of date and the complaints leaflet was missing.",
    "Staff turnover has fallen; two of the team have been here for over eight years.",
    "The lounge is comfortable, though the only computer was not working.",
    "Clear routines, much laughter, and a cat that plainly runs the house.",
    "The house stands far from a bus stop; staff drive to clubs and appointments.",
    "A good stock of books and games, and a homework table in use.",
    "The bathroom on the first floor is tired and is due to be refitted.",
    "The manager spoke frankly about recruitment and showed the training record.",
    "Everyone had been asked whether they were happy for visitors to come.",
    "A birthday banner up in the dining room and a cake in the making.",
    "The house felt rather bare; a budget for furnishing has now been agreed.",
    "Good links with the local school, whose timetable hangs in the kitchen.",
    "A strong sense of pride in the vegetable patch and the hens.",
    "Staff knew what to do about a concern and could say whom they would ring.",
    "The office dominates the entrance; the manager means to move it.",
    "A calm handover between shifts, with time made to listen.",
    "The wifi is slow and everyone said so.",
    "Bikes, helmets and a well-used basketball hoop in the yard.",
    "The training kitchen lets older ones practise cooking and budgeting.",
    "Photographs of trips to the coast and the hills cover one wall.",
    "The heating had failed the day before and was mended during the visit.",
    "Very homely: slippers at the door, a piano, the smell of toast.",
    "New windows have made the front rooms far quieter.",
    "The manager would like quicker answers from the mental health service.",
    "The house meeting's minutes show requests and what came of them.",
    "A fire drill had been held that week and was recorded.",
    "A sensory room is nearly finished, paid for by a local firm.",
    "Space for family visits is cramped; a garden room is being considered.",
    "Meals reflect faith and taste, and the shopping is done together.",
    "The staff team is new and still finding its feet; a second visit is advised.",
    "A neighbour's complaint about parking had been dealt with courteously.",
    "Certificates for swimming and first aid are displayed with pride.",
    "The minibus is off the road and outings have had to be cut back.",
    "A tidy, light house with a view over the reservoir.",
    "The statement of purpose was to hand and matched what I saw.",
    "Everyone has a named keyworker and knows when they are next on shift.",
    "The pictures on the walls were chosen by those who live here.",
    "A well-kept house; the carpet on the landing is worn and has been reported.",
    "Good food, a busy table and an easy welcome.",
    "The staff rota shows two awake at night, as the home's plan requires.",
    "There is a quiet room with beanbags, and it was in use.",
    "The front garden has been planted up with help from the local college.",
    "Lively and noisy in the best way; music practice in the garage.",
]
SEEN_INTRO = "Shown round the house by the manager on a first, getting-to-know-you visit."
SEEN_EVENT = "An open afternoon with stalls in the garden, a talent show and neighbours invited."
SEEN_FLATS = "Saw the training flats beside the main house, each with its own kitchen and front door."
SEEN_CONCERN = "A tidy house with a cheerful dining room."


# --------------------------------------------------------------------------- the people


class Councillor:
    def __init__(self, number: int, forename: str, surname: str, party: str, ward: str, district: str) -> None:
        self.number, self.forename, self.surname = number, forename, surname
        self.party, self.ward, self.district = party, ward, district
        self.email = ""
        self.roles: list[str] = []
        self.committed: set[int] = set()
        self.own_words = ""
        self.done: set[int] = set()  # what the councillor's latest reply says

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}"

    @property
    def shown(self) -> str:
        return f"Cllr {self.name}"

    @property
    def governor(self) -> bool:
        return GOVERNOR in self.roles

    @property
    def shares_name(self) -> bool:
        return (self.forename, self.surname) == HOMONYM


def ascii_slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    return "".join(c if c.isascii() and (c.isalnum() or c == "-") else "" for c in plain)


def make_councillors(dice: Dice) -> list[Councillor]:
    seats = [(d, w, n) for d, (_, wards) in DISTRICTS.items() for w in wards for n in range(3)]
    ordinary = len(seats) - len(NAMED) - len(HOMONYM_SEATS)
    forenames = dice.shuffled(FORENAMES)[:ordinary]
    forenames += dice.shuffled(FORENAMES)[: ordinary - len(forenames)]
    surnames = dice.shuffled(SURNAMES)[:ordinary]
    surnames += dice.shuffled(SURNAMES)[: ordinary - len(surnames)]
    names = dice.shuffled([*NAMED, *zip(forenames, surnames, strict=True)])
    people = []
    for number, (district, ward, seat) in enumerate(seats, 1001):
        forename, surname = HOMONYM if (ward, seat) in HOMONYM_SEATS else names.pop()
        if seat == 0 or dice.chance(35):
            party = dice.pick(DISTRICTS[district][0])
        people.append(Councillor(number, forename, surname, PARTIES[party], ward, district))
    taken: set[str] = set()
    for person in people:
        stem = f"{ascii_slug(person.forename)}.{ascii_slug(person.surname)}"
        address, again = stem, 2
        while address in taken:
            address, again = f"{stem}{again}", again + 1
        taken.add(address)
        person.email = f"{address}@northborough.example"
    give_roles(dice, people)
    return people


def give_roles(dice: Dice, people: list[Councillor]) -> None:
    ruling = [p for p in people if p.party == "Labour" and not p.shares_name]
    cabinet = dice.shuffled(ruling)[: len(PORTFOLIOS)]
    for person, role in zip(cabinet, PORTFOLIOS, strict=True):
        person.roles.append(role)
    others = dice.shuffled([p for p in people if p not in cabinet and not p.shares_name])
    others[0].roles.append("Lord Mayor")
    others[1].roles.append("Chair of the Children's Overview and Scrutiny Committee")
    for person in others[2:10]:
        person.roles.append(SCRUTINY)
    for person in [cabinet[2], *others[8:14]]:
        person.roles.append(BOARD)
    for district in DISTRICTS:
        champion = dice.pick([p for p in others[10:] if p.district == district])
        champion.roles.append(f"Corporate parent champion for {district}")
    for person in dice.shuffled(people)[:52]:
        person.roles.insert(0, GOVERNOR)


# --------------------------------------------------------------------------- commitments and the survey


def make_commitments(dice: Dice, people: list[Councillor]) -> list[Councillor]:
    """Who returned the menu. One ward has one return of three, a few have two, the rest all three."""
    keep = [p for p in people if p.shares_name or any("Cabinet" in r or "Leader" in r for r in p.roles)]
    sparse = dice.pick([w for _, ws in DISTRICTS.values() for w in ws if all(p.ward != w for p in keep)])
    silent = [p for p in people if p.ward == sparse][:2]
    for person in dice.shuffled([p for p in people if p not in keep and p.ward != sparse]):
        if len(silent) < 15 and all(q.ward != person.ward for q in silent):
            silent.append(person)
    returned = [p for p in people if p not in silent]
    for person in returned:
        items = [n for n in APPEAL if n != 9 or person.governor]
        wanted = min(len(items), 1 + sum(dice.chance(42) for _ in range(18)))
        if dice.chance(6):
            wanted = dice.between(1, 2)
        elif dice.chance(5):
            wanted = dice.between(16, 19)
        person.committed = set(dice.weighted(items, [APPEAL[n][0] for n in items], wanted))
    while (total := sum(len(p.committed) for p in returned)) != PUBLISHED["commitments"]:
        person = dice.pick(returned)
        if total > PUBLISHED["commitments"] and len(person.committed) > 2:
            person.committed.discard(dice.pick(sorted(person.committed - {2, 9, 13})) or 0)
        elif total < PUBLISHED["commitments"]:
            spare = [n for n in APPEAL if n not in person.committed and n not in (9, 21)]
            person.committed |= set(dice.weighted(spare, [APPEAL[n][0] for n in spare], 1))
    words = dice.shuffled(words for words, _ in OWN_WORDS)
    for person in returned:
        if 21 in person.committed:
            person.own_words = words.pop()
    return returned


def make_replies(dice: Dice, returned: list[Councillor]) -> list[Councillor]:
    """Thirty who answer, with 258 commitments between them, and what they did: 141 of those and 18 more."""
    kept = PUBLISHED["undertaken_replies"] - PUBLISHED["undertaken_replies_uncommitted"]
    theirs = kept + PUBLISHED["not_yet_replies"]
    twins = [p for p in returned if p.shares_name]
    others = [p for p in returned if not p.shares_name]
    while True:
        repliers = twins + dice.shuffled(others)[: PUBLISHED["replies"] - len(twins)]
        names = sum(not p.name.isascii() for p in repliers)
        if (
            sum(len(p.committed) for p in repliers) == theirs
            and len({p.district for p in repliers}) == len(DISTRICTS)
            and 4 <= names <= 9
        ):
            break
    pairs = [(p, n) for p in repliers for n in sorted(p.committed)]
    # Those who share a name never visit: the visits sheet could not tell them apart.
    weights = [0 if p.shares_name and n in (2, 3, 4) else APPEAL[n][1] for p, n in pairs]
    for person, item in dice.weighted(pairs, weights, kept):
        person.done.add(item)
    spare = [
        (p, n)
        for p in repliers
        for n in APPEAL
        if n not in p.committed and (n != 9 or p.governor) and n not in (2, 3, 4, 7, 20, 21)
    ]
    extra: list[tuple[Councillor, int]] = []
    for person, item in dice.weighted(spare, [APPEAL[n][0] for _, n in spare], len(spare)):
        if len(extra) < 18 and sum(p is person for p, _ in extra) < 2:
            extra.append((person, item))
            person.done.add(item)
    return dice.shuffled(repliers)


def survey_rows(dice: Dice, repliers: list[Councillor], items: list[dict]) -> list[list]:
    examples = {(p.number, 21): dict(OWN_WORDS)[p.own_words] for p in repliers if 21 in p.done}
    for item, sentences in DONE.items():
        tellers = dice.shuffled(p.number for p in repliers if item in p.done)
        examples |= {(who, item): words for who, words in zip(tellers, dice.shuffled(sentences), strict=False)}
    any_reason: list[str] = []
    own_reason = {n: dice.shuffled(sentences) for n, sentences in REASONS_OWN.items()}

    def reason(item: int) -> str:
        if own_reason.get(item) and dice.chance(80):
            return own_reason[item].pop()
        if not any_reason:
            any_reason.extend(dice.shuffled(REASONS_ANY))
        return any_reason.pop()

    def answers(person: Councillor, done: set[int], *, brief: bool = False) -> list[str]:
        cells: list[str] = []
        for item in (i["number"] for i in items):
            if item in done:
                example = "" if brief else examples.get((person.number, item), "")
                leave = ("Yes" if dice.chance(72) else "No") if example else ""
                named = leave and ("Yes" if leave == "Yes" and person.number % 2 else "No")
                cells += ["Yes", example, leave, named]
            elif item in person.committed and not dice.chance(18):
                cells += ["Not yet", reason(item) if not brief and dice.chance(72) else "", "", ""]
            else:
                cells += ["", "", "", ""]
        return cells

    sent = [(p, p.done, False) for p in repliers]
    # One councillor answers twice. The first reply claims an item that the second takes back.
    twice = next(p for p in repliers[8:] if len(p.done & p.committed) >= 5 and len(p.committed - p.done) >= 3)
    taken_back = sorted(twice.committed - twice.done - {7, 21})[:1]
    sent.insert(3, (twice, set(sorted(twice.done)[1:4]) | set(taken_back), True))

    rows = []
    moment = datetime(2017, 12, 4, 9, 12)
    for number, (person, done, brief) in enumerate(sent, 1):
        start = moment + timedelta(minutes=dice.below(600))
        end = start + timedelta(minutes=dice.between(3, 19), seconds=dice.below(60))
        cells = answers(person, done, brief=brief)
        if person is twice and not brief:
            place = 4 * (taken_back[0] - 1)
            cells[place : place + 4] = ["Not yet", "I ticked this too soon: it is planned for March.", "", ""]
        rows.append([number, str(start), str(end), person.email, person.name, *cells])
        moment += timedelta(days=1 + (number % 3 == 0))
        if date(2017, 12, 23) <= moment.date() < date(2018, 1, 3):
            moment = datetime(2018, 1, 3, 9, 7)
    # Two councillors say "not yet" to something they had never committed to: no part of "not yet undertaken".
    chances = [(at, n) for at in range(6, len(rows), 7) for n in (20, 8, 11, 6)]
    uncommitted = [(at, n) for at, n in chances if n not in sent[at][0].committed | sent[at][0].done]
    for at, item in (uncommitted[0], uncommitted[-1]):
        rows[at][5 + 4 * (item - 1)] = "Not yet"
    return rows


def activity_rows(
    dice: Dice, people: list[Councillor], returned: list[Councillor], repliers: list[Councillor]
) -> list[list]:
    """What the coordinator knew: 13 pairs no reply tells of (9 uncommitted), six told of, three twice."""
    quiet = [p for p in people if p not in repliers]
    likely = [1, 5, 6, 10, 12, 13, 14, 15, 16, 17, 18, 19]
    fresh: list[tuple[Councillor, int]] = []

    def add(pool: Iterable[Councillor], items: list[int], committed: bool) -> None:
        for person in dice.shuffled(pool):
            for item in dice.shuffled(items):
                used = item in person.done or any(p is person for p, _ in fresh)
                if not used and (item in person.committed) == committed:
                    fresh.append((person, item))
                    return
        raise AssertionError("no councillor left to have been seen")

    for n in range(9):
        # Two of the nine never returned a menu, and one has answered the survey without mentioning it.
        pool = [p for p in quiet if p not in returned] if n < 2 else repliers if n == 2 else quiet
        add(pool, likely, committed=False)
    for n in range(4):
        add(repliers if n == 0 else quiet, [13, 14, 16, 12] if n else [1, 13, 14, 16, 18], committed=True)
    told = [(p, n) for p in repliers for n in sorted(p.done & set(KNOWN_AGAIN))]
    seen = [(p, n, KNOWN[n]) for p, n in fresh + dice.shuffled(told)[:6]]
    again = [(p, n, KNOWN_AGAIN[n]) for p, n in fresh if n in KNOWN_AGAIN][:3]
    dated = [(dice.day(date(2017, 6, 5), date(2018, 1, 26)), *what) for what in dice.shuffled(seen + again)]
    dated.sort(key=lambda row: row[0])
    return [[f"{day:%d/%m/%Y}", p.shown, p.ward, item, words] for day, p, item, words in dated]


# --------------------------------------------------------------------------- homes and visits


class Home:
    def __init__(self, urn: str, name: str, provider: str, ward: str, district: str) -> None:
        self.urn, self.name, self.provider = urn, name, provider
        self.ward, self.district = ward, district
        self.children, self.places = 0, 0
        self.closed = ""
        self.story = ""


# How each home's year went, and how many had such a year: with the council's children, without.
STORIES = {
    "seen": (27, 3),  # last seen between May and mid-October
    "seen early": (3, 1),  # seen in spring 2017, and again in spring 2018
    "seen 2016 and since": (1, 0),  # seen in late 2016, and again in November 2017
    "seen 2016": (0, 1),  # seen in December 2016 and not since
    "seen late": (10, 1),  # first seen between 19 October and January
    "never": (2, 5),
    "closed": (0, 2),
}


def make_homes(dice: Dice) -> list[Home]:
    wards = [(w, d) for d, (_, ws) in DISTRICTS.items() for w in ws]
    crowded = {"Harrowmoor": 3.0, "Ironbeck": 3.0, "Castle Quay": 1.6, "Dunstead": 0.5, "Marlcliffe": 0.6}
    names = dice.shuffled(HOME_FIRST)
    stories = dice.shuffled((story, held) for story, counts in STORIES.items() for held in (0, 1)
                            for _ in range(counts[1 - held]))  # fmt: skip
    homes = []
    for n, (story, held) in enumerate(stories):
        ward, district = dice.weighted(wards, [crowded.get(d, 1.0) for _, d in wards], 1)[0]
        provider = PROVIDERS[0] if dice.chance(30) else dice.pick(PROVIDERS[1:])
        name = f"{names[n]} {dice.pick(HOME_LAST)}"
        home = Home(f"SC9{10007 + 137 * n + dice.below(100):05d}", name, provider, ward, district)
        home.places = dice.pick([2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 8])
        home.children = min(home.places, dice.pick([1, 1, 2, 2, 2, 3, 3, 4, 5])) if held else 0
        home.story = story
        homes.append(home)
    closing = [h for h in homes if h.story == "closed"]
    for home, day in zip(closing, ("2017-11-30", "2017-12-15"), strict=True):
        home.closed = day
    return homes


def visit_rows(dice: Dice, homes: list[Home], people: list[Councillor], repliers: list[Councillor]) -> list[list]:
    """Visits that agree with the survey: a replier who says "visited" has, and one who does not has not."""
    free = [p for p in people if not p.shares_name and p not in repliers]
    visitors = [p for p in free if 2 in p.committed or dice.chance(10)]
    owing = dice.shuffled(p for p in repliers if 2 in p.done)

    calls: list[tuple[date, Home]] = []
    for home in homes:
        spans = {
            "seen": [(date(2017, 5, 30), date(2017, 10, 12))],
            "seen early": [(date(2017, 2, 14), date(2017, 5, 12)), (date(2018, 2, 5), date(2018, 4, 27))],
            "seen 2016 and since": [
                (date(2016, 11, 7), date(2016, 12, 9)),
                (date(2017, 11, 6), date(2017, 11, 24)),
            ],
            "seen 2016": [(date(2016, 12, 5), date(2016, 12, 14))],
            "seen late": [(date(2017, 10, 23), date(2018, 1, 24))],
        }.get(home.story, [])
        if home.story == "seen" and home.children and dice.chance(40):
            spans = [*spans, (date(2017, 11, 1), date(2018, 4, 20))]
        calls += [(dice.day(*span), home) for span in spans]
    calls.sort(key=lambda call: (call[0], call[1].urn))

    def party(first: Councillor | None = None) -> list[Councillor]:
        chosen = [first or dice.pick(visitors)]
        if dice.chance(45):
            chosen.append(dice.pick([p for p in visitors if p is not chosen[0]]))
        return chosen

    sentences = dice.shuffled(SEEN)
    rows: list[tuple[date, list]] = []

    def record(day: date, home: Home, who: list[Councillor], kind: str, seen: str, concern: str = "No") -> None:
        late = day > date(2018, 4, 10)
        back = "" if late or dice.chance(18) else str(office_day(day + timedelta(days=dice.between(2, 24))))
        if concern == "Yes":
            back = str(day + timedelta(days=1))
        announced = "No" if kind == "Monitoring visit" and dice.chance(15) else "Yes"
        names = "; ".join(p.shown for p in who)
        row = [str(day), home.name, home.urn, names, kind, back, concern, announced, seen]
        rows.append((day, row))

    in_time = [n for n, (day, _) in enumerate(calls) if date(2017, 6, 13) <= day <= date(2017, 12, 1)]
    owed = dict(zip(dice.shuffled(in_time), owing, strict=False))
    assert len(owed) == len(owing), "more repliers say they visited than there are visits to give them"
    for n, (day, home) in enumerate(calls):
        seen = sentences.pop() if sentences and dice.chance(88) else ""
        record(day, home, party(owed.get(n)), "Monitoring visit", seen)

    # Other kinds, all at homes that monitoring visits cover anyway, so that no figure hangs on them.
    safe = dice.shuffled(h for h in homes if h.story == "seen" and h.children)
    others = [(date(2017, 7, 14), "Introductory visit", SEEN_INTRO, 2),
              (date(2017, 8, 23), "Event at a home", SEEN_EVENT, 3),
              (date(2017, 11, 15), "Supported accommodation visit", SEEN_FLATS, 4)]  # fmt: skip
    for home, (day, kind, seen, item) in zip(safe, others, strict=False):
        keen = [p for p in repliers if item in p.done and item != 2 and not p.shares_name]
        record(day, home, keen[:2] or [dice.pick(visitors)], kind, seen)
    record(date(2018, 5, 9), safe[3], party(), "Monitoring visit", SEEN_CONCERN, "Yes")
    return [row for _, row in sorted(rows, key=lambda r: r[0])]


# --------------------------------------------------------------------------- the files


def as_csv(heading: list[str], rows: Iterable[Iterable]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([heading, *rows])
    return out.getvalue()


def make_files() -> dict[str, str]:
    """Each file's name and its text."""
    items = tomllib.loads(MENU.read_text(encoding="utf-8"))["items"]
    dice = Dice(SEED)
    people = make_councillors(dice)
    returned = make_commitments(dice, people)
    repliers = make_replies(dice, returned)
    homes = make_homes(dice)
    questions = [
        title
        for i in items
        for title in (
            f"{i['number']}. {i['wording']}: have you undertaken this?",
            f"{i['number']}. Please give an example",
            f"{i['number']}. May we quote this?",
            f"{i['number']}. May we name you?",
        )
    ]
    starts = {p.number: TERM_STARTS[n % 3] for n, p in enumerate(people)}

    def cell(person: Councillor, item: int) -> str:
        if item not in person.committed:
            return ""
        return person.own_words if item == 21 else "Yes"

    made = {
        "councillors.csv": as_csv(
            ["Member ID", "Title", "Forename", "Surname", "Party", "Ward", "District", "Email",
             "Term start", "Term end", "Roles"],
            ([p.number, "Cllr", p.forename, p.surname, p.party, p.ward, p.district, p.email,
              starts[p.number], "", "; ".join(p.roles)] for p in people),
        ),
        "menu.csv": as_csv(
            ["No", "Group", "Wording", "Contact", "Own words wanted", "Visits that are evidence",
             "Events that are evidence"],
            ([i["number"], i["group"], i["wording"], "; ".join(i["contacts"]), "yes" if i["own_words"] else "",
              "; ".join(i.get("visit_kinds", ())), "; ".join(i.get("event_kinds", ()))] for i in items),
        ),
        "commitments.csv": as_csv(
            ["Councillor", "Ward", *(f"{i['number']} {i['wording']}" for i in items)],
            ([p.shown, p.ward, *(cell(p, i["number"]) for i in items)] for p in returned),
        ),
        "survey.csv": as_csv(
            ["ID", "Start time", "Completion time", "Email", "Name", *questions],
            survey_rows(dice, repliers, items),
        ),
        "activity.csv": as_csv(
            ["Date", "Councillor", "Ward", "Item", "What was done"],
            activity_rows(dice, people, returned, repliers),
        ),
        "homes.csv": as_csv(
            ["URN", "Name", "Provider", "Ward", "District", "Places", "Northborough children", "Counted on",
             "Closed"],
            ([h.urn, h.name, h.provider, h.ward, h.district, h.places, h.children, "2017-03-31", h.closed]
             for h in sorted(homes, key=lambda h: h.name)),
        ),
        "visits.csv": as_csv(
            ["Date of visit", "Home", "URN", "Councillors", "Type", "Report received", "Safeguarding concern",
             "Announced", "What was seen"],
            visits := visit_rows(dice, homes, people, repliers),
        ),
    }  # fmt: skip
    more = working_day_files(Dice(SEED + 1), people, homes, visits, FORENAMES, SURNAMES)
    return made | {name: as_csv(heading, rows) for name, (heading, rows) in more.items()}


# --------------------------------------------------------------------------- counting them again


def rows_of(files: dict[str, str], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name], newline="")))


def count(files: dict[str, str], on: date = JANUARY) -> dict:
    """The survey's figures, as at a day, read from the files alone."""
    members = {
        r["Email"]: (f"Cllr {r['Forename']} {r['Surname']}", r["Ward"])
        for r in rows_of(files, "councillors.csv")
        if r["Term start"] <= str(on) and (not r["Term end"] or r["Term end"] >= str(on))
    }
    items = [int(r["No"]) for r in rows_of(files, "menu.csv")]
    committed = {
        ((r["Councillor"], r["Ward"]), int(heading.split()[0]))
        for r in rows_of(files, "commitments.csv")
        for heading, cell in r.items()
        if heading[0].isdigit() and cell
    }
    latest: dict[str, dict[str, str]] = {}
    for r in sorted(rows_of(files, "survey.csv"), key=lambda r: r["Completion time"]):
        if r["Completion time"][:10] <= str(on):
            latest[r["Email"]] = r
    told, replied = set(), set()
    for email, r in latest.items():
        replied.add(members[email])
        for heading, cell in r.items():
            if heading.endswith("have you undertaken this?") and cell == "Yes":
                told.add((members[email], int(heading.split(".")[0])))
    known = told | {
        ((r["Councillor"], r["Ward"]), int(r["Item"]))
        for r in rows_of(files, "activity.csv")
        if datetime.strptime(r["Date"], "%d/%m/%Y").date() <= on
    }
    not_yet = {pair for pair in committed if pair[0] in replied and pair not in told}
    return {
        "members": len(set(members.values())),
        "menu_returns": len({who for who, _ in committed}),
        "commitments": len(committed),
        "replies": len(replied),
        "undertaken_replies": len(told),
        "undertaken_replies_uncommitted": len(told - committed),
        "undertaken_known": len(known),
        "undertaken_known_uncommitted": len(known - committed),
        "not_yet_replies": len(not_yet),
        "by_item": {
            str(n): {
                "commitments": sum(item == n for _, item in committed),
                "undertaken_replies": sum(item == n for _, item in told),
                "undertaken_known": sum(item == n for _, item in known),
                "not_yet_replies": sum(item == n for _, item in not_yet),
            }
            for n in items
        },
    }


def count_homes(files: dict[str, str], on: date) -> dict[str, int]:
    """Homes open on a day, and whether any visit in the twelve months to that day was made."""
    homes = [r for r in rows_of(files, "homes.csv") if not r["Closed"] or r["Closed"] > str(on)]
    a_year_before = on.replace(year=on.year - 1)
    visited = {r["URN"] for r in rows_of(files, "visits.csv") if str(a_year_before) < r["Date of visit"] <= str(on)}
    missed = [r for r in homes if r["URN"] not in visited]
    with_children = sum(int(r["Northborough children"]) > 0 for r in missed)
    return {
        "open": len(homes),
        "visited": len(homes) - len(missed),
        "not_visited": len(missed),
        "not_visited_with_children": with_children,
        "not_visited_without_children": len(missed) - with_children,
    }


def prove(files: dict[str, str]) -> None:
    """Raise AssertionError unless the files say what was published, and are fit to be shown."""
    figures = count(files)
    for key, value in PUBLISHED.items():
        assert figures[key] == value, (key, figures[key], value)
    assert count(files, YEAR_END) == figures
    # The year's last day shows the same homes figure as January, so that the demo reads alike on either day.
    for on, wanted in ((OCTOBER, HOMES_OCTOBER), (JANUARY, HOMES_JANUARY), (YEAR_END, HOMES_JANUARY)):
        assert count_homes(files, on) == wanted, (on, count_homes(files, on))

    members = rows_of(files, "councillors.csv")
    names = [f"Cllr {r['Forename']} {r['Surname']}" for r in members]
    shared = {n for n in names if names.count(n) > 1}
    assert len(shared) == 1
    assert len({r["Email"] for r in members}) == len(members)
    for r in rows_of(files, "visits.csv"):
        visitors = r["Councillors"].split("; ")
        assert len(set(visitors)) == len(visitors)
        assert set(visitors) <= set(names) - shared, r
    replies = rows_of(files, "survey.csv")
    assert len(replies) == PUBLISHED["replies"] + 1
    assert max(r["Completion time"] for r in replies) < str(JANUARY)
    blank = 0
    governors = {f"Cllr {r['Forename']} {r['Surname']}" for r in members if GOVERNOR in r["Roles"]}
    for r in rows_of(files, "commitments.csv"):
        assert not any(c for h, c in r.items() if h.startswith("9 ")) or r["Councillor"] in governors
    for r in replies:
        for heading, cell in r.items():
            if heading.endswith("have you undertaken this?"):
                n = heading.split(".")[0]
                words = r[f"{n}. Please give an example"].lower()
                assert bool(r[f"{n}. May we quote this?"]) == (cell == "Yes" and words != "")
                if cell == "Not yet" and words:
                    assert sum(w in words for w in REASON_WORDS) == 1, words
                blank += cell == ""
    assert blank
    for text in files.values():
        for row in csv.reader(io.StringIO(text, newline="")):
            assert not any(c[:1] in tuple("=+-@\t\r") and c for c in row), row


def main(words: list[str]) -> int:
    if words not in ([], ["--check"], ["--figures"]):
        print((__doc__ or "").strip(), file=sys.stderr)
        return 2
    files = make_files()
    prove(files)
    if words == ["--figures"]:
        answer = {f"figures --as-at {JANUARY}": {**count(files), "homes": count_homes(files, JANUARY)}}
        answer[f"figures --as-at {OCTOBER}"] = {"homes": count_homes(files, OCTOBER)}
        print(json.dumps(answer, indent=1))
    elif words == ["--check"]:
        # Line ends may have been changed by version control: they are no part of the question.
        wrong = [
            name
            for name, text in files.items()
            if not (FOLDER / name).is_file()
            or (FOLDER / name).read_bytes().replace(b"\r\n", b"\n") != text.replace("\r\n", "\n").encode()
        ]
        if wrong:
            print(f"Not what make_demo.py makes: {', '.join(wrong)}", file=sys.stderr)
            return 1
        print(f"The {len(files)} files are as made.")
    else:
        FOLDER.mkdir(exist_ok=True)
        for name, text in files.items():
            (FOLDER / name).write_bytes(text.encode())
        print(f"Wrote {len(files)} files to {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
