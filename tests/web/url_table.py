"""Who gets which page (GET) when the thing exists: checked by hand, a row for every address there is.

o 200 | r on to another page (logged out: to the sign-in) | F 403 in words | N 404, as if absent | M 405 only to be posted
The story: みほん市's case in 調整中, commissioned to its 基幹, the 定着 with summary, welfare and justice_outline; an inquiry
lies with the home (window and staff in its case list or not); となり町, the workplace and the lawyer have no part in it.
"""

#: -- logged out; of the city: officer, unassigned colleague, manager, 支給決定係; 基幹 officer and manager; 定着 officer and
#: unassigned colleague; planner; home window and staff; workplace window; prefecture; lawyer; auditor; administrator; the
#: neighbouring town's officer and manager.
WHO = (
    "", "officer", "colleague", "manager", "grants", "core_officer", "core_manager", "center_officer", "center_colleague",
    "planner", "home_contact", "home_staff", "work_contact", "prefecture", "lawyer", "auditor", "admin", "town_officer",
    "town_manager",
)  # fmt: skip

TABLE = """
                           -- of cl mg gr co cm ce cc pl hc hs wc pf lw au ad to tm
accounts:delegation_end    r  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  o  F  F
accounts:delegation_new    r  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  o  F  F
accounts:delegations       r  F  F  o  F  F  o  F  F  F  F  F  F  F  F  F  o  F  o
accounts:me                r  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
accounts:member            r  F  F  o  F  F  N  F  F  F  F  F  F  F  F  F  o  F  N
accounts:member_end        r  F  F  o  F  F  N  F  F  F  F  F  F  F  F  F  o  F  N
accounts:member_factors    r  F  F  o  F  F  N  F  F  F  F  F  F  F  F  F  o  F  N
accounts:member_intake     r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
accounts:member_link       r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
accounts:member_resume     r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
accounts:member_revoke     r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
accounts:member_role       r  F  F  o  F  F  N  F  F  F  F  F  F  F  F  F  o  F  N
accounts:member_suspend    r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
accounts:member_unlock     r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
accounts:organisation      r  F  F  o  F  F  N  F  F  F  F  F  F  F  F  F  o  F  N
accounts:organisation_close r  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  o  F  F
accounts:organisation_edit r  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  o  F  F
accounts:organisation_new  r  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  o  F  F
accounts:organisations     r  F  F  r  F  F  r  F  F  F  F  F  F  F  F  F  o  F  r
accounts:staff_end         r  F  F  N  F  F  N  F  F  F  F  F  F  F  F  F  N  F  N
accounts:staff_new         r  F  F  o  F  F  N  F  F  F  F  F  F  F  F  F  o  F  N
accounts:switch            r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
accounts:union_member_end  r  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  N  F  F
accounts:union_member_new  r  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  o  F  F
accounts:user_new          r  F  F  o  F  F  N  F  F  F  F  F  F  F  F  F  o  F  N
accounts:users             r  F  F  o  F  F  o  F  F  F  F  F  F  F  F  F  o  F  o
accounts:users_confirm     r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
accounts:users_export      r  F  F  o  F  F  N  F  F  F  F  F  F  F  F  F  o  F  N
accounts:users_import      r  F  F  o  F  F  N  F  F  F  F  F  F  F  F  F  o  F  N
accounts:users_template    r  F  F  o  F  F  N  F  F  F  F  F  F  F  F  F  o  F  N
agreements:detail          r  o  o  o  F  o  o  N  N  F  F  F  F  F  F  o  o  N  N
agreements:edit            r  o  o  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
agreements:end             r  o  o  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
agreements:file            r  N  N  N  F  N  N  N  N  F  F  F  F  F  F  N  N  N  N
agreements:list            r  o  o  o  F  o  o  o  o  F  F  F  F  F  F  o  o  o  o
agreements:new             r  o  o  o  F  o  o  F  F  F  F  F  F  F  F  F  F  o  o
answer:code                o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
answer:done                o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
answer:open                N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N
answer:sheet               r  r  r  r  r  r  r  r  r  r  r  r  r  r  r  r  r  r  r
audit:export               r  F  F  F  F  F  F  F  F  F  F  F  F  F  F  o  F  F  F
audit:head                 r  F  F  F  F  F  F  F  F  F  F  F  F  F  F  o  F  F  F
audit:list                 r  F  F  F  F  F  F  F  F  F  F  F  F  F  F  o  F  F  F
cases:assignments          r  F  F  o  F  F  o  o  N  F  F  F  F  F  F  F  F  F  N
cases:detail               r  o  o  o  N  o  o  o  N  N  o  F  N  F  N  F  F  N  N
cases:hand_on              r  F  F  o  F  F  o  o  N  F  F  F  F  F  F  F  F  F  N
cases:history              r  o  o  o  N  o  o  o  N  N  N  F  N  F  N  N  N  N  N
cases:list                 r  o  o  o  o  o  o  o  o  o  o  F  o  F  o  F  F  o  o
cases:remove               r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
cases:search               r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
cases:step                 r  N  F  N  F  N  N  F  F  F  F  F  F  F  F  F  F  N  N
cases:take                 r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
conflicts:declare          r  o  o  o  N  o  o  o  N  N  o  F  N  F  N  F  F  N  N
conflicts:end              r  F  F  o  F  F  o  o  N  F  F  F  F  F  F  F  F  F  N
conflicts:list             r  F  F  o  F  F  o  o  N  F  F  F  F  F  F  F  F  F  N
contacts:correct           r  o  F  o  F  N  N  N  N  F  F  F  F  F  F  F  F  N  N
contacts:detail            r  o  F  o  F  o  o  N  N  N  N  F  N  F  F  F  F  N  N
contacts:done              r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
contacts:list              r  o  F  o  F  o  o  o  N  N  o  F  N  F  F  F  F  N  N
contacts:new               r  o  F  o  F  o  o  o  N  F  F  F  F  F  F  F  F  N  N
coordination:add           r  o  F  o  F  o  o  o  N  F  F  F  F  F  F  F  F  N  N
coordination:board         r  o  o  o  N  o  o  o  N  N  F  F  F  F  F  F  F  N  N
coordination:handover      r  o  F  F  F  o  F  o  N  F  F  F  F  F  F  F  F  N  N
coordination:item          r  o  F  o  F  o  o  o  N  F  F  F  F  F  F  F  F  N  N
coordination:open          r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
coordination:print         r  o  o  o  N  o  o  o  N  N  F  F  F  F  F  F  F  N  N
coordination:propose_all   r  o  F  o  F  o  o  o  N  F  F  F  F  F  F  F  F  N  N
coordination:step          r  N  F  N  F  N  N  N  N  F  F  F  F  F  F  F  F  N  N
disclosure:accesses        r  o  o  o  N  o  o  o  N  N  o  F  N  F  N  N  N  N  N
disclosure:accesses_print  r  o  o  o  N  o  o  o  N  N  o  F  N  F  N  N  N  N  N
disclosure:answer_print    r  o  o  o  N  o  o  o  N  N  N  F  N  F  N  N  N  N  N
disclosure:attachment      r  N  N  N  N  N  N  N  N  N  N  F  N  F  N  N  N  N  N
disclosure:case            r  o  o  o  N  o  o  o  N  N  o  F  N  F  N  N  N  N  N
disclosure:consent         r  o  o  o  N  o  o  o  N  N  N  F  N  F  N  N  N  N  N
disclosure:consent_blank   r  o  F  F  F  o  F  o  N  F  F  F  F  F  N  F  F  N  F
disclosure:consent_new     r  o  F  F  F  o  F  o  N  F  F  F  F  F  N  F  F  N  F
disclosure:consent_print   r  o  o  o  N  o  o  o  N  N  N  F  N  F  N  N  N  N  N
disclosure:entry_end       r  o  F  o  F  o  o  o  N  F  F  F  F  F  F  F  F  N  N
disclosure:ledger_print    r  o  o  o  N  o  o  o  N  N  o  F  N  F  N  N  N  N  N
disclosure:legal_new       r  o  F  o  F  o  o  o  N  F  F  F  F  F  F  F  F  N  N
disclosure:obtain          r  o  F  F  F  o  F  o  N  F  F  F  F  F  N  F  F  N  F
disclosure:recipient_add   r  o  F  F  F  o  F  o  N  F  F  F  F  F  N  F  F  N  F
disclosure:refuse          r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
disclosure:returned        r  N  F  N  F  N  N  N  N  F  F  F  F  F  F  F  F  N  N
disclosure:review          r  N  F  N  F  N  N  N  N  F  F  F  F  F  N  F  F  N  N
disclosure:withdraw        r  o  F  o  F  o  o  o  N  F  F  F  F  F  N  F  F  N  N
emergencies:detail         r  F  F  o  F  F  o  F  F  F  F  F  F  F  F  o  F  F  N
emergencies:end            r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
emergencies:list           r  F  F  o  F  F  o  F  F  F  F  F  F  F  F  o  F  F  o
emergencies:open           r  F  F  o  F  F  o  F  F  F  F  F  F  F  F  F  F  F  N
emergencies:print          r  F  F  o  F  F  o  F  F  F  F  F  F  F  F  o  F  F  N
home:index                 r  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
inquiries:agree            r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:answer           r  F  F  F  F  F  F  F  F  N  o  F  N  F  F  F  F  F  F
inquiries:ask              r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:cancel_agreement r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:candidates       r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:case             r  o  o  o  F  o  o  o  N  N  r  F  N  F  F  F  F  N  N
inquiries:contract         r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:detail           r  o  o  o  F  o  o  o  N  N  o  F  N  F  F  F  F  N  N
inquiries:disclose         r  r  F  r  F  r  r  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:enter            r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:extend           r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:inbox            r  r  r  r  F  r  r  r  r  o  o  F  o  F  F  F  F  r  r
inquiries:link             r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
inquiries:list             r  o  o  o  F  o  o  o  o  r  r  F  r  F  F  F  F  o  o
inquiries:need_edit        r  o  F  o  F  o  o  o  N  F  F  F  F  F  F  F  F  N  N
inquiries:need_new         r  o  F  o  F  o  o  o  N  F  F  F  F  F  F  F  F  N  N
inquiries:need_reopen      r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
inquiries:need_settle      r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:need_waive       r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:office_new       r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:person_declined  r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:print            r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
inquiries:reopen           r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:returned         r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:revoke           r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
inquiries:start_trial      r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:visit_cancel     r  N  N  N  F  N  N  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:visit_finish     r  N  N  N  F  N  N  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:visit_new        r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
inquiries:withdraw         r  o  F  o  F  o  o  F  F  F  F  F  F  F  F  F  F  N  N
invitation                 N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N
invitation_code            o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
invitation_done            o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
notifications:list         r  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
notifications:open         r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
notifications:read_all     r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
offices:detail             r  N  N  N  F  N  N  N  N  F  F  F  F  N  F  F  N  N  N
offices:import             r  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  o  F  F
offices:import-run         r  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  N  F  F
offices:list               r  o  o  o  F  o  o  o  o  F  F  F  F  o  F  F  o  o  o
offices:search             r  o  o  o  F  o  o  o  o  F  F  F  F  o  F  F  o  o  o
people:detail              r  o  F  F  N  o  F  F  N  N  F  F  N  F  N  F  F  N  N
people:edit                r  o  F  F  F  o  F  o  N  F  F  F  F  F  N  F  F  N  F
people:name                r  F  F  o  F  F  o  o  N  F  F  F  F  F  F  F  F  F  N
people:sheet               r  o  o  o  N  o  o  o  N  N  o  F  N  F  N  F  F  N  N
people:summary             r  o  F  o  F  o  o  o  N  F  F  F  F  F  F  F  F  N  N
people:versions            r  o  F  F  N  o  F  o  N  N  F  F  N  F  N  F  F  N  N
privacy:certificate        r  N  N  N  F  F  N  F  F  F  F  F  F  F  F  N  F  N  N
privacy:destruction_step   r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
privacy:hold_new           r  F  F  N  F  F  F  F  F  F  F  F  F  F  F  F  F  F  N
privacy:hold_release       r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
privacy:package            r  F  F  o  F  F  F  F  F  F  F  F  F  F  F  F  F  F  N
privacy:package_export     r  F  F  o  F  F  F  F  F  F  F  F  F  F  F  F  F  F  N
privacy:package_review     r  F  F  N  F  F  F  F  F  F  F  F  F  F  F  F  F  F  N
privacy:propose            r  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
privacy:request            r  F  F  o  F  F  o  F  F  F  F  F  F  F  F  o  F  F  N
privacy:request_changes    r  F  F  N  F  F  F  F  F  F  F  F  F  F  F  F  F  F  N
privacy:request_letter     r  F  F  N  F  F  F  F  F  F  F  F  F  F  F  F  F  F  N
privacy:request_new        r  F  F  o  F  F  o  F  F  F  F  F  F  F  F  F  F  F  o
privacy:request_step       r  F  F  N  F  F  N  F  F  F  F  F  F  F  F  F  F  F  N
privacy:requests           r  F  F  o  F  F  o  F  F  F  F  F  F  F  F  o  F  F  o
privacy:retention          r  o  o  o  F  F  o  F  F  F  F  F  F  F  F  o  F  o  o
referrals:answer           r  N  F  F  F  N  F  N  N  F  F  F  F  F  N  F  F  N  N
referrals:create           r  o  o  o  F  o  o  o  o  F  F  F  F  F  o  F  F  o  o
referrals:detail           r  o  o  o  F  o  o  o  N  F  F  F  F  F  N  F  F  N  N
referrals:follow_up        r  o  F  F  F  o  F  o  N  F  F  F  F  F  N  F  F  N  N
referrals:list             r  o  o  o  F  o  o  o  o  F  F  F  F  F  o  F  F  o  o
referrals:new              r  o  o  o  F  o  o  o  o  F  F  F  F  F  o  F  F  o  o
referrals:print            r  o  o  o  F  o  o  o  N  F  F  F  F  F  N  F  F  N  N
referrals:running          r  o  o  o  F  o  o  F  F  F  F  F  F  F  F  F  F  o  o
referrals:scan             r  N  N  N  F  N  N  N  N  F  F  F  F  F  N  F  F  N  N
referrals:sheet            r  o  F  F  F  o  F  o  N  F  F  F  F  F  N  F  F  N  N
referrals:slip             r  o  o  o  F  o  o  o  N  F  F  F  F  F  N  F  F  N  N
referrals:step             r  N  N  N  F  N  N  N  N  F  F  F  F  F  N  F  F  N  N
referrals:today            r  o  o  o  F  o  o  F  F  F  F  F  F  F  F  F  F  o  o
setup:administrator        N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N
setup:delegation           N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N
setup:done                 N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N
setup:municipality         N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N
setup:offices              N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N
setup:organisation         N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N
setup:skip                 M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M  M
setup:start                N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N
setup:users                N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N  N
"""
