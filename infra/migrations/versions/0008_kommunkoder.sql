-- A kommunkod is one municipality's. An index sees all tenants' rows, whoever asks, and tells nobody of them.
set local role samverka_owner;

create unique index one_organisation_of_a_kommunkod on samverka.events ((payload->>'kommunkod'))
    where type = 'OrganisationRegistered';

reset role;
