"""Addresses of this station."""

from django.urls import path

from stepdown.web.staff.intake import bookings, calls, records, referrals, requests

urlpatterns = [
    path("inquiries", calls.inquiries, name="inquiries"),
    path("inquiries/new", calls.new_call, name="new_call"),
    path("inquiries/new/time", calls.hold_in_call, name="hold_in_call"),
    path("inquiries/asked", requests.asked, name="asked"),
    path("inquiries/asked/close", requests.close, name="close_asked"),
    path("inquiries/asked/file", requests.download, name="asked_file"),
    path("inquiries/asked/read", requests.read, name="read_asked_file"),
    path("inquiries/<str:code>", bookings.booking, name="booking"),
    path("inquiries/<str:code>/hold", bookings.hold, name="hold_time"),
    path("inquiries/<str:code>/book", bookings.book, name="book_time"),
    path("inquiries/<str:code>/move", bookings.move, name="move_time"),
    path("inquiries/<str:code>/cancel", bookings.cancel, name="cancel_time"),
    path("inquiries/<str:code>/referral", referrals.referral, name="referred_by"),
    path("inquiries/<str:code>/referral/agree", referrals.agree, name="agree_to_reply"),
    path("inquiries/<str:code>/referral/end", referrals.take_back, name="take_back_reply"),
    path("inquiries/<str:code>/referral/tell", referrals.tell, name="tell_referrer"),
    path("inquiries/<str:code>/referral/record", referrals.review, name="referred_record"),
    path("inquiries/<str:code>/referral/file", referrals.record_file, name="referred_file"),
    path("inquiries/<str:code>/referral/leave", referrals.leave_out, name="leave_record_out"),
    path("inquiries/<str:code>/seen", bookings.seen, name="seen"),
    path("inquiries/<str:code>/not-here", bookings.not_here, name="not_here"),
    path("records/new", records.receive, name="receive"),
    path("records/<str:name>", records.arrival, name="arrival"),
    path("records/<str:name>/discard", records.discard, name="discard_record"),
]
