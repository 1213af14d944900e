"""Common nouns that name people and bodies of people, for the conditions of triggers.

"The **minister** visited the town" is as much a visit as "Ann Lee visited the town". The lists are
the nouns that news uses as subjects; what is not in them is taken for a thing.
"""

from __future__ import annotations

PERSONS = frozenset(
    "person people man woman child boy girl baby teenager youth adult citizen resident civilian "
    "official officer leader president minister premier chancellor king queen prince princess "
    "pope bishop archbishop cardinal priest imam rabbi monk nun governor mayor senator lawmaker "
    "congressman congresswoman deputy mp legislator councillor councilor politician candidate "
    "secretary spokesman spokeswoman spokesperson ambassador envoy diplomat consul negotiator "
    "judge justice magistrate prosecutor lawyer attorney juror witness plaintiff defendant "
    "suspect gunman attacker assailant bomber shooter killer murderer thief robber burglar "
    "kidnapper abductor hijacker smuggler trafficker dealer criminal gangster pirate hacker "
    "terrorist militant insurgent rebel fighter jihadist extremist separatist guerrilla "
    "mercenary soldier troop troops general colonel commander admiral captain sergeant pilot "
    "sailor marine airman veteran guard bodyguard policeman policewoman detective sheriff agent "
    "inspector investigator firefighter rescuer paramedic doctor nurse surgeon physician medic "
    "patient victim survivor hostage prisoner inmate detainee captive passenger driver cyclist "
    "pedestrian commuter tourist traveller traveler visitor migrant refugee immigrant worker "
    "employee employer farmer fisherman miner teacher student pupil professor researcher "
    "scientist astronaut engineer architect economist analyst expert historian author writer "
    "novelist poet journalist reporter editor photographer correspondent broadcaster actor "
    "actress singer musician rapper comedian director producer filmmaker artist painter dancer "
    "player footballer striker midfielder defender goalkeeper coach manager athlete runner "
    "swimmer cyclist boxer golfer champion winner referee fan supporter protester protestor "
    "demonstrator activist campaigner organiser organizer striker voter shareholder investor "
    "founder owner chairman chairwoman chief executive ceo boss head director president partner "
    "wife husband mother father parent son daughter brother sister grandmother grandfather uncle "
    "widow relative family friend neighbour neighbor crowd mob climber mountaineer diver hiker "
    "hunter member follower ally opponent rival successor predecessor heir monarch emperor "
    "businessman businesswoman billionaire banker trader merchant customer consumer buyer "
    "seller user whistleblower informant spy aide adviser advisor assistant nanny servant "
    "settler nationalist loyalist dissident critic observer peacekeeper shepherd herder".split()
)

BODIES = frozenset(
    "government administration cabinet parliament congress senate assembly council commission "
    "committee ministry department agency authority regulator court tribunal jury police army "
    "navy military force forces militia coalition alliance party union federation association "
    "organisation organization group company firm corporation business carmaker automaker "
    "chipmaker drugmaker maker manufacturer producer airline carrier operator bank lender insurer "
    "retailer supermarket broker exchange fund startup publisher newspaper magazine broadcaster "
    "network station university college school hospital church club team squad side crew gang "
    "cartel syndicate movement faction wing opposition junta regime state country nation republic "
    "kingdom city town village region province county municipality embassy consulate mission "
    "delegation panel board body institute institution museum foundation charity ngo watchdog "
    "league society bloc consortium subsidiary unit brigade battalion regiment "
    "guard coastguard".split()
)


def kind_of_noun(lemma: str) -> str | None:
    """``person`` or ``organization`` for a noun that names such, else ``None``."""
    if lemma in PERSONS:
        return "person"
    return "organization" if lemma in BODIES else None
