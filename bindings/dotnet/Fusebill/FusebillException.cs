// Why a call failed: one exception class, with the kind of error.

using System;
using System.Collections.Generic;
using System.Linq;
using Fusebill.Native;

namespace Fusebill
{
    /// <content>For tests.</content>
    public sealed partial class ApiError
    {
        /// <summary>Creates one.</summary>
        /// <param name="key">The vendor's Key.</param>
        /// <param name="value">The vendor's Value.</param>
        public ApiError(string key, string value)
            : this(new Json(new JsonText().Add("key", key).Add("value", value).ToString()))
        {
        }
    }

    /// <summary>
    /// Why a call failed. <see cref="Exception.Message"/> describes what happened, in the server's own words if it sent
    /// any. It never contains the key.
    /// </summary>
    public sealed class FusebillException : Exception
    {
        private readonly Json json;

        internal FusebillException(Json json, string? operation = null, long? customerId = null)
            : base(Words(json))
        {
            this.json = json;
            Code = json.Int("code") ?? (int)ErrorKind.Internal;
            Operation = operation;
            CustomerId = customerId;
        }

        /// <summary>Creates one, for your own tests.</summary>
        /// <param name="kind">The kind of error.</param>
        /// <param name="message">What happened.</param>
        /// <param name="httpStatus">The HTTP status of the response, if there was one.</param>
        /// <param name="retryAfter">How long to wait before a retry can succeed, if known.</param>
        /// <param name="limit">The limit that caused a 429: "minute" or "day".</param>
        /// <param name="attempts">How many requests were made.</param>
        /// <param name="sent">Whether the request reached the server: "no", "yes" or "unknown".</param>
        /// <param name="errorId">The vendor's ErrorId.</param>
        /// <param name="errors">The vendor's Errors.</param>
        /// <param name="operation">The vendor's name of the call.</param>
        /// <param name="customerId">The customer of the call.</param>
        public FusebillException(
            ErrorKind kind,
            string message,
            int? httpStatus = null,
            TimeSpan? retryAfter = null,
            string? limit = null,
            int attempts = 0,
            string sent = "no",
            long? errorId = null,
            IEnumerable<ApiError>? errors = null,
            string? operation = null,
            long? customerId = null)
            : this(
                new Json(new JsonText()
                    .Add("code", (long)kind)
                    .Add("name", Utf8.Decode(Utf8.Copy(NativeMethods.StatusName((int)kind))))
                    .Add("message", message ?? throw new ArgumentNullException(nameof(message)))
                    .Add("httpStatus", httpStatus)
                    .Add("errorId", errorId)
                    .Add("errors", errors?.Select(error => new JsonText().Add("key", error.Key).Add("value", error.Value)))
                    .Add("retryAfterMs", retryAfter)
                    .Add("attempts", attempts)
                    .Add("sent", sent)
                    .Add("limit", limit)
                    .ToString()),
                operation,
                customerId)
        {
        }

        /// <summary>Creates one from JSON, for your own tests.</summary>
        /// <param name="json">JSON, as <see cref="ToJson"/> returns it.</param>
        /// <returns>The exception, not thrown.</returns>
        /// <exception cref="FormatException">The text is not such an error.</exception>
        public static FusebillException Parse(string json) => new FusebillException(Json.Parse(json, "code"));

        /// <summary>Options are named as properties, but in no words of the server.</summary>
        private static string Words(Json json)
        {
            var message = json["message"] ?? "unknown error";
            var isOurs = json["httpStatus"] == null && (json["errors"] ?? "[]") == "[]";
            return isOurs ? JsonText.Spelled(message) : message;
        }

        /// <summary>The vendor's name of the call that failed; null if it was none, or not about one customer.</summary>
        public string? Operation { get; }

        /// <summary>The customer whose call failed; null if it is not about one customer.</summary>
        public long? CustomerId { get; }

        /// <summary>What went wrong; a number without a name if a newer native library has more kinds.</summary>
        public ErrorKind Kind => (ErrorKind)Code;

        /// <summary>The number of <see cref="Kind"/>; the status code in C.</summary>
        public int Code { get; }

        /// <summary>The name of the kind, as in other languages and in the command, for example not_found.</summary>
        public string Name => json["name"] ?? "internal";

        /// <summary>The HTTP status of the response, if there was one.</summary>
        public int? HttpStatus => json.Int("httpStatus");

        /// <summary>The vendor's ErrorId.</summary>
        public long? ErrorId => json.Long("errorId");

        /// <summary>The vendor's Errors, in order.</summary>
        public IReadOnlyList<ApiError> Errors =>
            json.Elements("errors")
                .Select(error => new ApiError(error["key"] ?? string.Empty, error["value"] ?? string.Empty))
                .ToList();

        /// <summary>How long to wait before a retry can succeed, if known.</summary>
        public TimeSpan? RetryAfter => json.Duration("retryAfterMs");

        /// <summary>How many requests were made.</summary>
        public int Attempts => json.Int("attempts") ?? 0;

        /// <summary>Whether the request reached the server: "no", "yes" or "unknown".</summary>
        public string Sent => json["sent"] ?? "no";

        /// <summary>The limit that caused a 429, if known: "minute" or "day".</summary>
        public string? Limit => json["limit"];

        /// <summary>The error as JSON, the same bytes as in every other language.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <summary>The message, the kind, the HTTP status, the call and its customer, and where it was thrown.</summary>
        /// <returns>A text for a log, which contains no key.</returns>
        public override string ToString()
        {
            var status = HttpStatus == null ? string.Empty : $", HTTP {HttpStatus}";
            var call = CustomerId == null ? Operation : $"{Operation} of customer {CustomerId}";
            var head = $"{GetType().FullName}: {Message}";
            var about = $" ({Name}{status}{(call == null ? string.Empty : ", " + call)})";
            return head + about + base.ToString().Substring(head.Length);
        }
    }
}
