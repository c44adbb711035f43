Attribute VB_Name = "Fusebill"
' libfusebill for VB6 and VBA (32 and 64 bit): the functions of fusebill.h, whose comments describe them, and what makes them
' easy to call from Basic. fusebill.dll (the 32-bit one for VB6 and 32-bit Office) lies beside the program or in PATH.
'
'   Dim client As Long, json As Long        ' LongPtr in VBA
'   If fusebill_client_new(0, 0, client, json) = FUSEBILL_OK Then    ' key: FUSEBILL_API_KEY
'       If fusebill_enable_synch(client, FusebillId("172677"), 0, json) = FUSEBILL_OK Then
'           Debug.Print FusebillField(json, "/monthlyRecurringRevenue")
'       Else
'           Debug.Print FusebillField(json, "/message")
'       End If
'       fusebill_string_free json
'       fusebill_client_free client
'   End If
'
' Ids are 64 bits wide. Currency has 64 bits and four decimal places, so an id goes in as a ten-thousandth: FusebillId("172677")
' is 17.2677. A callback is a Public Function in a module, passed with AddressOf:
'   Public Function OnOutcome(ByVal userData As Long, ByVal id As Currency, ByVal code As Long, ByVal json As Long) As Long
' with LongPtr for userData and json in VBA.
' It must not raise an error, and is called on the thread of the batch. A test compares this file with the header.
Option Explicit

Public Const FUSEBILL_OK As Long = 0
Public Const FUSEBILL_INVALID_ARGUMENT As Long = 1
Public Const FUSEBILL_UNAUTHORIZED As Long = 2
Public Const FUSEBILL_NOT_FOUND As Long = 3
Public Const FUSEBILL_REJECTED As Long = 4
Public Const FUSEBILL_RATE_LIMITED As Long = 5
Public Const FUSEBILL_SERVER As Long = 6
Public Const FUSEBILL_TIMEOUT As Long = 7
Public Const FUSEBILL_CONNECTION As Long = 8
Public Const FUSEBILL_TLS As Long = 9
Public Const FUSEBILL_BAD_RESPONSE As Long = 10
Public Const FUSEBILL_CANCELLED As Long = 11
Public Const FUSEBILL_IO As Long = 12
Public Const FUSEBILL_INTERNAL As Long = 13
Public Const FUSEBILL_NOT_ENABLED As Long = 14
Public Const FUSEBILL_NOT_DISABLED As Long = 17
Public Const FUSEBILL_SOME_FAILED As Long = 20
Public Const FUSEBILL_JSON_OK As Long = 0
Public Const FUSEBILL_JSON_NULL As Long = 1
Public Const FUSEBILL_JSON_MISSING As Long = 2
Public Const FUSEBILL_JSON_INVALID As Long = 3
Public Const FUSEBILL_LOG_OFF As Long = 0
Public Const FUSEBILL_LOG_ERROR As Long = 1
Public Const FUSEBILL_LOG_WARN As Long = 2
Public Const FUSEBILL_LOG_INFO As Long = 3
Public Const FUSEBILL_LOG_DEBUG As Long = 4
Public Const FUSEBILL_LOG_TRACE As Long = 5

#If VBA7 Then
Public Declare PtrSafe Function fusebill_status_name Lib "fusebill.dll" (ByVal status As Long) As LongPtr
Public Declare PtrSafe Function fusebill_client_new Lib "fusebill.dll" (ByVal api_key As LongPtr, ByVal options_json As LongPtr, ByRef out_client As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Function fusebill_client_with Lib "fusebill.dll" (ByVal client As LongPtr, ByVal options_json As LongPtr, ByRef out_client As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Sub fusebill_client_free Lib "fusebill.dll" (ByVal client As LongPtr)
Public Declare PtrSafe Sub fusebill_client_cancel Lib "fusebill.dll" (ByVal client As LongPtr)
Public Declare PtrSafe Function fusebill_client_quota Lib "fusebill.dll" (ByVal client As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Function fusebill_client_check Lib "fusebill.dll" (ByVal client As LongPtr, ByVal results_file As LongPtr, ByVal cancel As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Sub fusebill_cancel_free Lib "fusebill.dll" (ByVal cancel As LongPtr)
Public Declare PtrSafe Function fusebill_cancel_new Lib "fusebill.dll" () As LongPtr
Public Declare PtrSafe Sub fusebill_cancel_request Lib "fusebill.dll" (ByVal cancel As LongPtr)
Public Declare PtrSafe Function fusebill_enable_synch Lib "fusebill.dll" (ByVal client As LongPtr, ByVal customer_id As Currency, ByVal cancel As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Function fusebill_disable_synch Lib "fusebill.dll" (ByVal client As LongPtr, ByVal customer_id As Currency, ByVal cancel As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Function fusebill_resynch Lib "fusebill.dll" (ByVal client As LongPtr, ByVal customer_id As Currency, ByVal cancel As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Function fusebill_resynch_salesforce Lib "fusebill.dll" (ByVal client As LongPtr, ByVal salesforce_id As LongPtr, ByVal cancel As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Function fusebill_latch Lib "fusebill.dll" (ByVal client As LongPtr, ByVal customer_id As Currency, ByVal salesforce_id As LongPtr, ByVal force As Long, ByVal cancel As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Function fusebill_get_customer Lib "fusebill.dll" (ByVal client As LongPtr, ByVal customer_id As Currency, ByVal cancel As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Function fusebill_call Lib "fusebill.dll" (ByVal client As LongPtr, ByVal operation As LongPtr, ByVal arguments_json As LongPtr, ByVal cancel As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Function fusebill_list_customers Lib "fusebill.dll" (ByVal client As LongPtr, ByVal options_json As LongPtr, ByVal on_customer As LongPtr, ByVal user_data As LongPtr, ByVal cancel As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Function fusebill_batch Lib "fusebill.dll" (ByVal client As LongPtr, ByVal operation As LongPtr, ByVal ids As LongPtr, ByVal count As LongPtr, ByVal options_json As LongPtr, ByVal on_outcome As LongPtr, ByVal user_data As LongPtr, ByVal cancel As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Function fusebill_batch_from Lib "fusebill.dll" (ByVal client As LongPtr, ByVal operation As LongPtr, ByVal next_customer As LongPtr, ByVal options_json As LongPtr, ByVal on_outcome As LongPtr, ByVal user_data As LongPtr, ByVal cancel As LongPtr, ByRef out_json As LongPtr) As Long
Public Declare PtrSafe Function fusebill_json_get Lib "fusebill.dll" (ByVal json As LongPtr, ByVal pointer As LongPtr, ByRef out_value As LongPtr) As Long
Public Declare PtrSafe Function fusebill_json_members Lib "fusebill.dll" (ByVal json As LongPtr, ByVal pointer As LongPtr, ByRef out_members As LongPtr) As Long
Public Declare PtrSafe Function fusebill_json_time Lib "fusebill.dll" (ByVal json As LongPtr, ByVal pointer As LongPtr, ByVal out_seconds As LongPtr, ByVal out_nanoseconds As LongPtr) As Long
Public Declare PtrSafe Function fusebill_is_synch_enabled Lib "fusebill.dll" (ByVal customer_json As LongPtr) As Long
Public Declare PtrSafe Sub fusebill_string_free Lib "fusebill.dll" (ByVal text As LongPtr)
Public Declare PtrSafe Function fusebill_string_length Lib "fusebill.dll" (ByVal text As LongPtr) As LongPtr
Public Declare PtrSafe Function fusebill_set_logger Lib "fusebill.dll" (ByVal log As LongPtr, ByVal user_data As LongPtr, ByVal max_level As Long) As Long
Public Declare PtrSafe Function fusebill_version Lib "fusebill.dll" () As LongPtr
Public Declare PtrSafe Function fusebill_abi_version Lib "fusebill.dll" () As Long
Private Declare PtrSafe Function MultiByteToWideChar Lib "kernel32" (ByVal page As Long, ByVal flags As Long, ByVal bytes As LongPtr, ByVal count As Long, ByVal wide As LongPtr, ByVal room As Long) As Long
Private Declare PtrSafe Function WideCharToMultiByte Lib "kernel32" (ByVal page As Long, ByVal flags As Long, ByVal wide As LongPtr, ByVal count As Long, ByVal bytes As LongPtr, ByVal room As Long, ByVal fallback As LongPtr, ByVal used As LongPtr) As Long
#Else
Public Declare Function fusebill_status_name Lib "fusebill.dll" (ByVal status As Long) As Long
Public Declare Function fusebill_client_new Lib "fusebill.dll" (ByVal api_key As Long, ByVal options_json As Long, ByRef out_client As Long, ByRef out_json As Long) As Long
Public Declare Function fusebill_client_with Lib "fusebill.dll" (ByVal client As Long, ByVal options_json As Long, ByRef out_client As Long, ByRef out_json As Long) As Long
Public Declare Sub fusebill_client_free Lib "fusebill.dll" (ByVal client As Long)
Public Declare Sub fusebill_client_cancel Lib "fusebill.dll" (ByVal client As Long)
Public Declare Function fusebill_client_quota Lib "fusebill.dll" (ByVal client As Long, ByRef out_json As Long) As Long
Public Declare Function fusebill_client_check Lib "fusebill.dll" (ByVal client As Long, ByVal results_file As Long, ByVal cancel As Long, ByRef out_json As Long) As Long
Public Declare Sub fusebill_cancel_free Lib "fusebill.dll" (ByVal cancel As Long)
Public Declare Function fusebill_cancel_new Lib "fusebill.dll" () As Long
Public Declare Sub fusebill_cancel_request Lib "fusebill.dll" (ByVal cancel As Long)
Public Declare Function fusebill_enable_synch Lib "fusebill.dll" (ByVal client As Long, ByVal customer_id As Currency, ByVal cancel As Long, ByRef out_json As Long) As Long
Public Declare Function fusebill_disable_synch Lib "fusebill.dll" (ByVal client As Long, ByVal customer_id As Currency, ByVal cancel As Long, ByRef out_json As Long) As Long
Public Declare Function fusebill_resynch Lib "fusebill.dll" (ByVal client As Long, ByVal customer_id As Currency, ByVal cancel As Long, ByRef out_json As Long) As Long
Public Declare Function fusebill_resynch_salesforce Lib "fusebill.dll" (ByVal client As Long, ByVal salesforce_id As Long, ByVal cancel As Long, ByRef out_json As Long) As Long
Public Declare Function fusebill_latch Lib "fusebill.dll" (ByVal client As Long, ByVal customer_id As Currency, ByVal salesforce_id As Long, ByVal force As Long, ByVal cancel As Long, ByRef out_json As Long) As Long
Public Declare Function fusebill_get_customer Lib "fusebill.dll" (ByVal client As Long, ByVal customer_id As Currency, ByVal cancel As Long, ByRef out_json As Long) As Long
Public Declare Function fusebill_call Lib "fusebill.dll" (ByVal client As Long, ByVal operation As Long, ByVal arguments_json As Long, ByVal cancel As Long, ByRef out_json As Long) As Long
Public Declare Function fusebill_list_customers Lib "fusebill.dll" (ByVal client As Long, ByVal options_json As Long, ByVal on_customer As Long, ByVal user_data As Long, ByVal cancel As Long, ByRef out_json As Long) As Long
Public Declare Function fusebill_batch Lib "fusebill.dll" (ByVal client As Long, ByVal operation As Long, ByVal ids As Long, ByVal count As Long, ByVal options_json As Long, ByVal on_outcome As Long, ByVal user_data As Long, ByVal cancel As Long, ByRef out_json As Long) As Long
Public Declare Function fusebill_batch_from Lib "fusebill.dll" (ByVal client As Long, ByVal operation As Long, ByVal next_customer As Long, ByVal options_json As Long, ByVal on_outcome As Long, ByVal user_data As Long, ByVal cancel As Long, ByRef out_json As Long) As Long
Public Declare Function fusebill_json_get Lib "fusebill.dll" (ByVal json As Long, ByVal pointer As Long, ByRef out_value As Long) As Long
Public Declare Function fusebill_json_members Lib "fusebill.dll" (ByVal json As Long, ByVal pointer As Long, ByRef out_members As Long) As Long
Public Declare Function fusebill_json_time Lib "fusebill.dll" (ByVal json As Long, ByVal pointer As Long, ByVal out_seconds As Long, ByVal out_nanoseconds As Long) As Long
Public Declare Function fusebill_is_synch_enabled Lib "fusebill.dll" (ByVal customer_json As Long) As Long
Public Declare Sub fusebill_string_free Lib "fusebill.dll" (ByVal text As Long)
Public Declare Function fusebill_string_length Lib "fusebill.dll" (ByVal text As Long) As Long
Public Declare Function fusebill_set_logger Lib "fusebill.dll" (ByVal log As Long, ByVal user_data As Long, ByVal max_level As Long) As Long
Public Declare Function fusebill_version Lib "fusebill.dll" () As Long
Public Declare Function fusebill_abi_version Lib "fusebill.dll" () As Long
Private Declare Function MultiByteToWideChar Lib "kernel32" (ByVal page As Long, ByVal flags As Long, ByVal bytes As Long, ByVal count As Long, ByVal wide As Long, ByVal room As Long) As Long
Private Declare Function WideCharToMultiByte Lib "kernel32" (ByVal page As Long, ByVal flags As Long, ByVal wide As Long, ByVal count As Long, ByVal bytes As Long, ByVal room As Long, ByVal fallback As Long, ByVal used As Long) As Long
#End If

Private Const CP_UTF8 As Long = 65001

' An id as the functions take it.
Public Function FusebillId(ByVal id As String) As Currency
    FusebillId = CCur(CDec(id) / 10000)
End Function

' A text as UTF-8 with a NUL behind it: pass VarPtr(bytes(0)).
Public Function FusebillBytes(ByVal text As String) As Byte()
    Dim bytes() As Byte, length As Long
    text = text & vbNullChar
    length = WideCharToMultiByte(CP_UTF8, 0, StrPtr(text), Len(text), 0, 0, 0, 0)
    ReDim bytes(0 To length - 1)
    WideCharToMultiByte CP_UTF8, 0, StrPtr(text), Len(text), VarPtr(bytes(0)), length, 0, 0
    FusebillBytes = bytes
End Function

' A text of the library as a String. It stays the library's, or is freed with fusebill_string_free.
#If VBA7 Then
Public Function FusebillText(ByVal text As LongPtr) As String
#Else
Public Function FusebillText(ByVal text As Long) As String
#End If
    Dim length As Long, room As Long
    If text = 0 Then Exit Function
    length = CLng(fusebill_string_length(text))
    If length = 0 Then Exit Function
    room = MultiByteToWideChar(CP_UTF8, 0, text, length, 0, 0)
    FusebillText = String$(room, vbNullChar)
    MultiByteToWideChar CP_UTF8, 0, text, length, StrPtr(FusebillText), room
End Function

' One field of a JSON text, such as "/monthlyRecurringRevenue"; empty when it is null or missing. Money comes as it was written:
' CDec(Replace(..., ".", decimal separator)), not CDbl.
#If VBA7 Then
Public Function FusebillField(ByVal json As LongPtr, ByVal path As String) As String
    Dim value As LongPtr
#Else
Public Function FusebillField(ByVal json As Long, ByVal path As String) As String
    Dim value As Long
#End If
    Dim bytes() As Byte
    bytes = FusebillBytes(path)
    If fusebill_json_get(json, VarPtr(bytes(0)), value) = FUSEBILL_OK Then FusebillField = FusebillText(value)
    fusebill_string_free value
End Function
