// The parts of the customer object.

using System.Collections.Generic;
using System.Linq;

namespace Fusebill
{
    /// <summary>customerReference: up to three references and the sales tracking codes.</summary>
    public sealed class CustomerReference
    {
        private readonly Json json;

        internal CustomerReference(Json json) => this.json = json;

        /// <summary>First reference.</summary>
        public string? Reference1 => json["reference1"];

        /// <summary>Second reference.</summary>
        public string? Reference2 => json["reference2"];

        /// <summary>Third reference.</summary>
        public string? Reference3 => json["reference3"];

        /// <summary>The sales tracking codes.</summary>
        public IReadOnlyList<SalesTrackingCode> SalesTrackingCodes =>
            json.Elements("salesTrackingCodes").Select(element => new SalesTrackingCode(element)).ToList();

        /// <summary>The customer's id.</summary>
        public long? Id => json.Long("id");

        /// <summary>The customer's path.</summary>
        public string? Uri => json["uri"];
    }

    /// <summary>One of salesTrackingCodes.</summary>
    public sealed class SalesTrackingCode
    {
        private readonly Json json;

        internal SalesTrackingCode(Json json) => this.json = json;

        /// <summary>Which of the five tracking codes.</summary>
        public string? Type => json["type"];

        /// <summary>The code.</summary>
        public string? Code => json["code"];

        /// <summary>Its name.</summary>
        public string? Name => json["name"];

        /// <summary>Its id.</summary>
        public long? Id => json.Long("id");

        /// <summary>Its path.</summary>
        public string? Uri => json["uri"];
    }

    /// <summary>customerAcquisition: the marketing source.</summary>
    public sealed class CustomerAcquisition
    {
        private readonly Json json;

        internal CustomerAcquisition(Json json) => this.json = json;

        /// <summary>Content of the advertisement.</summary>
        public string? AdContent => json["adContent"];

        /// <summary>The campaign.</summary>
        public string? Campaign => json["campaign"];

        /// <summary>The keyword.</summary>
        public string? Keyword => json["keyword"];

        /// <summary>The landing page.</summary>
        public string? LandingPage => json["landingPage"];

        /// <summary>The medium.</summary>
        public string? Medium => json["medium"];

        /// <summary>The source.</summary>
        public string? Source => json["source"];

        /// <summary>The customer's id.</summary>
        public long? Id => json.Long("id");

        /// <summary>The customer's path.</summary>
        public string? Uri => json["uri"];
    }
}
