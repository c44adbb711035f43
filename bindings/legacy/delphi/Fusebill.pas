{ libfusebill for Delphi and Free Pascal: the functions of fusebill.h, whose comments describe them.

  Delphi 2009 or later, 32 and 64 bit. fusebill.dll lies beside the program or in PATH. On 32-bit Windows everything is
  stdcall; elsewhere there is one calling convention, and the word changes nothing. Texts are UTF-8: pass
  PAnsiChar(UTF8String(...)), read with FusebillText. An AnsiString is of the system's code page, and breaks on Windows.
  A test compares this file with the header. }
unit Fusebill;

{$IFDEF FPC}{$MODE DELPHI}{$ENDIF}

interface

const
{$IFDEF MSWINDOWS}
  FusebillLibrary = 'fusebill.dll';
{$ELSE}
  FusebillLibrary = 'fusebill';
{$ENDIF}

  FUSEBILL_OK = 0;
  FUSEBILL_INVALID_ARGUMENT = 1;
  FUSEBILL_UNAUTHORIZED = 2;
  FUSEBILL_NOT_FOUND = 3;
  FUSEBILL_REJECTED = 4;
  FUSEBILL_RATE_LIMITED = 5;
  FUSEBILL_SERVER = 6;
  FUSEBILL_TIMEOUT = 7;
  FUSEBILL_CONNECTION = 8;
  FUSEBILL_TLS = 9;
  FUSEBILL_BAD_RESPONSE = 10;
  FUSEBILL_CANCELLED = 11;
  FUSEBILL_IO = 12;
  FUSEBILL_INTERNAL = 13;
  FUSEBILL_NOT_ENABLED = 14;
  FUSEBILL_NOT_DISABLED = 17;
  FUSEBILL_SOME_FAILED = 20;
  FUSEBILL_JSON_OK = 0;
  FUSEBILL_JSON_NULL = 1;
  FUSEBILL_JSON_MISSING = 2;
  FUSEBILL_JSON_INVALID = 3;
  FUSEBILL_LOG_OFF = 0;
  FUSEBILL_LOG_ERROR = 1;
  FUSEBILL_LOG_WARN = 2;
  FUSEBILL_LOG_INFO = 3;
  FUSEBILL_LOG_DEBUG = 4;
  FUSEBILL_LOG_TRACE = 5;

type
  TFusebillStatus = Int32;
  TFusebillJsonStatus = Int32;
  TFusebillLogLevel = Int32;
  PFusebillClient = type Pointer;
  PFusebillCancel = type Pointer;
  TFusebillCustomer = function(UserData: Pointer; CustomerId: Int64; CustomerJson: PAnsiChar): Int32; stdcall;
  TFusebillOutcome = function(UserData: Pointer; CustomerId: Int64; Code: TFusebillStatus; OutcomeJson: PAnsiChar): Int32; stdcall;
  TFusebillNext = function(UserData: Pointer; out OutId: Int64; out OutSalesforceId: PAnsiChar): Int32; stdcall;
  TFusebillLog = procedure(UserData: Pointer; Level: TFusebillLogLevel; Line: PAnsiChar); stdcall;

function fusebill_status_name(Status: TFusebillStatus): PAnsiChar; stdcall; external FusebillLibrary;
function fusebill_client_new(ApiKey: PAnsiChar; OptionsJson: PAnsiChar; out OutClient: PFusebillClient; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
function fusebill_client_with(Client: PFusebillClient; OptionsJson: PAnsiChar; out OutClient: PFusebillClient; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
procedure fusebill_client_free(Client: PFusebillClient); stdcall; external FusebillLibrary;
procedure fusebill_client_cancel(Client: PFusebillClient); stdcall; external FusebillLibrary;
function fusebill_client_quota(Client: PFusebillClient; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
function fusebill_client_check(Client: PFusebillClient; ResultsFile: PAnsiChar; Cancel: PFusebillCancel; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
procedure fusebill_cancel_free(Cancel: PFusebillCancel); stdcall; external FusebillLibrary;
function fusebill_cancel_new: PFusebillCancel; stdcall; external FusebillLibrary;
procedure fusebill_cancel_request(Cancel: PFusebillCancel); stdcall; external FusebillLibrary;
function fusebill_enable_synch(Client: PFusebillClient; CustomerId: Int64; Cancel: PFusebillCancel; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
function fusebill_disable_synch(Client: PFusebillClient; CustomerId: Int64; Cancel: PFusebillCancel; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
function fusebill_resynch(Client: PFusebillClient; CustomerId: Int64; Cancel: PFusebillCancel; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
function fusebill_resynch_salesforce(Client: PFusebillClient; SalesforceId: PAnsiChar; Cancel: PFusebillCancel; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
function fusebill_latch(Client: PFusebillClient; CustomerId: Int64; SalesforceId: PAnsiChar; Force: Int32; Cancel: PFusebillCancel; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
function fusebill_get_customer(Client: PFusebillClient; CustomerId: Int64; Cancel: PFusebillCancel; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
function fusebill_call(Client: PFusebillClient; Operation: PAnsiChar; ArgumentsJson: PAnsiChar; Cancel: PFusebillCancel; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
function fusebill_list_customers(Client: PFusebillClient; OptionsJson: PAnsiChar; OnCustomer: TFusebillCustomer; UserData: Pointer; Cancel: PFusebillCancel; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
function fusebill_batch(Client: PFusebillClient; Operation: PAnsiChar; Ids: PInt64; Count: NativeUInt; OptionsJson: PAnsiChar; OnOutcome: TFusebillOutcome; UserData: Pointer; Cancel: PFusebillCancel; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
function fusebill_batch_from(Client: PFusebillClient; Operation: PAnsiChar; NextCustomer: TFusebillNext; OptionsJson: PAnsiChar; OnOutcome: TFusebillOutcome; UserData: Pointer; Cancel: PFusebillCancel; out OutJson: PAnsiChar): TFusebillStatus; stdcall; external FusebillLibrary;
function fusebill_json_get(Json: PAnsiChar; Pointer: PAnsiChar; out OutValue: PAnsiChar): TFusebillJsonStatus; stdcall; external FusebillLibrary;
function fusebill_json_members(Json: PAnsiChar; Pointer: PAnsiChar; out OutMembers: PAnsiChar): TFusebillJsonStatus; stdcall; external FusebillLibrary;
function fusebill_json_time(Json: PAnsiChar; Pointer: PAnsiChar; out OutSeconds: Int64; out OutNanoseconds: Int32): TFusebillJsonStatus; stdcall; external FusebillLibrary;
function fusebill_is_synch_enabled(CustomerJson: PAnsiChar): Int32; stdcall; external FusebillLibrary;
procedure fusebill_string_free(Text: PAnsiChar); stdcall; external FusebillLibrary;
function fusebill_string_length(Text: PAnsiChar): NativeUInt; stdcall; external FusebillLibrary;
function fusebill_set_logger(Log: TFusebillLog; UserData: Pointer; MaxLevel: TFusebillLogLevel): TFusebillStatus; stdcall; external FusebillLibrary;
function fusebill_version: PAnsiChar; stdcall; external FusebillLibrary;
function fusebill_abi_version: UInt32; stdcall; external FusebillLibrary;

type
  { Holds every character: Delphi's string is UTF-16, and Free Pascal's would be of the system's code page. }
  TFusebillText = {$IFDEF FPC}UTF8String{$ELSE}string{$ENDIF};

{ A text of the library; it is copied, so that the library's may be freed with fusebill_string_free. }
function FusebillText(Text: PAnsiChar): TFusebillText;

{ One field of a JSON text, such as '/monthlyRecurringRevenue'; empty when it is null or missing. }
function FusebillField(Json: PAnsiChar; const Path: string): TFusebillText;

implementation

function FusebillText(Text: PAnsiChar): TFusebillText;
begin
{$IFDEF FPC}
  Result := Text;
  SetCodePage(RawByteString(Result), CP_UTF8, False);
{$ELSE}
  Result := UTF8ToString(Text);
{$ENDIF}
end;

function FusebillField(Json: PAnsiChar; const Path: string): TFusebillText;
var
  Value: PAnsiChar;
begin
  Result := '';
  if fusebill_json_get(Json, PAnsiChar(UTF8String(Path)), Value) = FUSEBILL_OK then
    Result := FusebillText(Value);
  fusebill_string_free(Value);
end;

end.
